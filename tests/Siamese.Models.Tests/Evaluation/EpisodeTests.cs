using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Evaluation;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Evaluation;

public class EpisodeTests
{
    // 12 classes of 6 samples, three classes to a group; sample s of class c has number 6c + s and writer s.
    private static readonly ClassIndex Classes = ClassIndex.From(Enumerable.Range(0, 72).Select(i => i / 6));
    private static readonly ClassIndex Groups = ClassIndex.From(Enumerable.Range(0, 72).Select(i => i / 18));
    private static readonly ClassIndex Writers = ClassIndex.From(Enumerable.Range(0, 72).Select(i => i % 6));

    [Test]
    public void At_EveryForm_HasTheLayoutAndNoImageTwice([Values] bool grouped, [Values] bool written)
    {
        var sampler = new EpisodeSampler(Classes, new() { Ways = 3, Shots = 2, QueriesPerClass = 3, Seed = 4 }, grouped ? Groups : null, written ? Writers : null);
        foreach (var episode in sampler.Take(200))
        {
            Assert.That((episode.Support.Count, episode.Queries.Count), Is.EqualTo((6, 9)));
            Assert.That(episode.Support.Concat(episode.Queries), Is.Unique);
            Assert.That(episode.SupportClasses, Is.EqualTo(episode.Support.Select(Classes.ClassOf)));
            Assert.That(episode.QueryClasses, Is.EqualTo(episode.Queries.Select(Classes.ClassOf)));
            Assert.That(episode.SupportClasses.Distinct().Count(), Is.EqualTo(3));
            if (grouped)
                Assert.That(episode.Support.Concat(episode.Queries).Select(Groups.ClassOf).Distinct().Count(), Is.EqualTo(1));
            if (written)
            {
                for (var c = 1; c < 3; c++)
                {
                    Assert.That(episode.Support.Skip(2 * c).Take(2).Select(Writers.ClassOf), Is.EqualTo(episode.Support.Take(2).Select(Writers.ClassOf)));
                    Assert.That(episode.Queries.Skip(3 * c).Take(3).Select(Writers.ClassOf), Is.EqualTo(episode.Queries.Take(3).Select(Writers.ClassOf)));
                }
                Assert.That(episode.Support.Concat(episode.Queries).Select(Writers.ClassOf).Distinct().Count(), Is.EqualTo(5));
            }
        }
    }

    [Test]
    public void At_AnyOrderOrSeed_IsAFunctionOfBoth()
    {
        var options = new EpisodeOptions { Ways = 5, Seed = 9 };
        var (one, other) = (new EpisodeSampler(Classes, options), new EpisodeSampler(Classes, options));
        var forward = Enumerable.Range(0, 20).Select(i => one.At(i).Support.ToArray()).ToArray();
        var backward = Enumerable.Range(0, 20).Reverse().Select(i => other.At(i).Support.ToArray()).Reverse().ToArray();
        Assert.That(backward, Is.EqualTo(forward));
        Assert.That(forward.Select(support => string.Join(' ', support)), Is.Unique);
        Assert.That(new EpisodeSampler(Classes, options with { Seed = 10 }).At(0).Support, Is.Not.EqualTo(forward[0]));
    }

    // Of 6,000 draws of 3 of 12 classes each class is expected 1,500 times, with a deviation of sqrt(6000 · 1/4 · 3/4) = 34.
    [Test]
    public void At_ManyEpisodes_DrawEveryClassAndSampleEquallyOften()
    {
        var counts = new int[12];
        var samples = new int[6];
        foreach (var episode in new EpisodeSampler(Classes, new() { Ways = 3, Seed = 1 }).Take(6000))
        {
            foreach (var image in episode.Support)
            {
                counts[Classes.ClassOf(image)]++;
                samples[image % 6]++;
            }
        }
        Assert.That(counts, Has.All.InRange(1500 - 170, 1500 + 170));
        Assert.That(samples, Has.All.InRange(3000 - 250, 3000 + 250));
    }

    [Test]
    public void Constructor_TooFewClassesOrSamples_SaysWhatThereIs()
    {
        AssertNamed("classes", "Needs Ways = 4 classes of at least Shots + QueriesPerClass = 2 samples in one group, got 12 classes, the largest of 6 samples.",
            () => _ = new EpisodeSampler(Classes, new() { Ways = 4 }, Groups));
        AssertNamed("classes", "Needs Ways = 3 classes of at least Shots + QueriesPerClass = 7 samples, got", () => _ = new EpisodeSampler(Classes, new() { Ways = 3, Shots = 6 }));
        AssertNamed("writers", "Needs as many samples as there are class labels, 72, got 1.", () => _ = new EpisodeSampler(Classes, new(), null, ClassIndex.From([1])));
        AssertNamed("Ways", "Expected 2 to 2147483647, got 1.", () => _ = new EpisodeOptions { Ways = 1 });
        var other = ClassIndex.From(Enumerable.Range(0, 72));
        Assert.That(() => new EpisodeSampler(Classes, new() { Ways = 3 }, null, other).At(0), Throws.InvalidOperationException.With.Message.StartsWith(
            "Needs Shots + QueriesPerClass = 2 writers with a sample of all 3 classes of episode 0, got 0."));
    }

    // Supports at 0 and 10 of classes 0 and 1; queries at 1 (0: right), 4 (1: wrong), 9 (1: right); 5 is as near to both: wrong.
    [Test]
    public void Evaluate_HandMadeEpisodes_MatchesHandWorkedCounts()
    {
        using var scope = NewDisposeScope();
        double[] places = [0, 10, 1, 4, 9, 5];
        Episode[] episodes = [new(0, [0, 1], [0, 1], [2, 3], [0, 1]), new(1, [0, 1], [0, 1], [4, 5, 4, 4], [1, 0, 1, 1])];
        var byDistance = EpisodeEvaluator.Evaluate(episodes, (query, support) => Math.Abs(places[query] - places[support]), "two by hand");
        var byRows = EpisodeEvaluator.Evaluate(episodes, tensor(places, [6, 1]), "two by hand", new LpDistance(normalize: false));
        foreach (var result in new[] { byDistance, byRows })
        {
            Assert.That(result.Accuracies, Is.EqualTo(new[] { 0.5, 0.75 }));
            Assert.That((result.Queries, result.Correct, result.Accuracy), Is.EqualTo((6, 4, 0.625)));
            // Deviations of 1/8 each: variance (2/64)/1, standard error sqrt(1/32/2) = 1/8.
            Assert.That(result.HalfWidth95, Is.EqualTo(1.959963984540054 / 8).Within(1e-12));
        }
        Assert.That(byRows.ToString(), Is.EqualTo("accuracy 62.50 % ± 24.50 % (95 %, over 2 episodes), 4 of 6 queries "
            + "(two by hand; Euclidean distance of rows as they are; nearest support image; a tie is wrong)"));
    }

    // Three supports of class 0 at distance 1 are nearer than one of class 1 at distance 2, though their sum is not.
    [Test]
    public void Evaluate_MeanDistanceWithUnequalShots_DividesByTheirNumber()
    {
        var result = EpisodeEvaluator.Evaluate([new Episode(0, [1, 1, 1, 2], [0, 0, 0, 1], [0], [0])], (query, support) => support - query, "by hand", ShotRule.MeanDistance);
        Assert.That(result.Correct, Is.EqualTo(1));
    }

    // Class 0 has supports at 0 and 8, class 1 at 5 and 5.5; a query at 7 is nearest to 8, but the means of distances are 4 and 1.75,
    // and the mean supports 4 and 5.25.
    [TestCase(ShotRule.Nearest, false, true)]
    [TestCase(ShotRule.MeanDistance, false, false)]
    [TestCase(ShotRule.Nearest, true, false)]
    public void Evaluate_SeveralShots_JoinsThemByTheRule(ShotRule rule, bool prototypes, bool isClassZero)
    {
        using var scope = NewDisposeScope();
        var episode = new Episode(0, [0, 1, 2, 3], [0, 0, 1, 1], [4], [isClassZero ? 0 : 1]);
        var result = EpisodeEvaluator.Evaluate([episode], tensor([0.0, 8, 5, 5.5, 7], [5, 1]), "one", new LpDistance(normalize: false), rule, prototypes);
        Assert.That(result.Correct, Is.EqualTo(1));
        Assert.That(result.HalfWidth95, Is.NaN);
    }

    [Test]
    public void Evaluate_SimilarityAndDistance_AgreeOnTheUnitSphere()
    {
        using var scope = NewDisposeScope();
        var rows = nn.functional.normalize(Batches.Stack(Batches.Rows(72, 4, 11)));
        var sampler = new EpisodeSampler(Classes, new() { Ways = 5, Shots = 2, QueriesPerClass = 2 });
        var (one, other) = (EpisodeEvaluator.Evaluate(sampler.Take(50), rows, "p", new CosineSimilarity()), EpisodeEvaluator.Evaluate(sampler.Take(50), rows, "p"));
        Assert.That(one.Accuracies, Is.EqualTo(other.Accuracies));
        Assert.That(one.Accuracy, Is.InRange(0.05, 0.6), "chance is 0.2");
    }

    [Test]
    public void Evaluate_BadInput_IsNamed()
    {
        using var scope = NewDisposeScope();
        Episode good = new(3, [0, 1], [0, 1], [2], [0]);
        AssertNamed("episodes", "Expected at least one episode, got none.", () => EpisodeEvaluator.Evaluate([], randn(3, 2), "none"));
        AssertNamed("episodes", "Expected rows of 0 to 1, got 2 in episode 3.", () => EpisodeEvaluator.Evaluate([good], randn(2, 2), "p"));
        AssertNamed("episodes", "Expected queries and a class for every image, got 0 queries", () => EpisodeEvaluator.Evaluate([good with { Queries = [], QueryClasses = [] }], randn(3, 2), "p"));
        AssertNamed("embeddings", "Expected finite embeddings, got NaN or infinity in row 2.", () => EpisodeEvaluator.Evaluate([good], tensor([1f, 2, float.NaN], [3, 1]), "p"));
        AssertNamed("distance", "Expected distances that are numbers, got NaN between query 2 and support image 0 of episode 3.", () => EpisodeEvaluator.Evaluate([good], (_, _) => double.NaN, "p"));
    }

    [Test]
    public void Evaluate_LeavesNothingAlive()
    {
        using var rows = randn(72, 4);
        var episodes = new EpisodeSampler(Classes, new() { Ways = 3 }).Take(3).ToArray();
        Assert.That(LeakCheck.LeftAlive(() => EpisodeEvaluator.Evaluate(episodes, rows, "p", prototypes: true)), Is.Zero);
    }

    private static void AssertNamed(string name, string message, Action action)
    {
        var error = Assert.Catch<ArgumentException>(action);
        Assert.That(error!.ParamName, Is.EqualTo(name));
        Assert.That(error.Message, Does.StartWith(message));
    }
}
