using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Models.Evaluation;
using TorchSharp.Siamese.Models.Insight;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Insight;

/// <summary>Histograms, worst pairs and nearest classes against plain loops over all pairs.</summary>
public class DistancePicturesTests
{
    private const int Rows = 61, Width = 5;
    private static readonly int[] Labels = [.. Enumerable.Range(0, Rows).Select(i => i * 7 % 6 - 1)];

    private static IEnumerable<IDistance> Distances()
    {
        yield return new LpDistance();
        yield return new LpDistance(normalize: false);
        yield return new LpDistance(p: 1, normalize: false);
        yield return new LpDistance(power: 2);
        yield return new CosineSimilarity();
        yield return new DotProductSimilarity(normalize: false);
        yield return new SnrDistance();
    }

    private static Tensor Made(ulong seed = 5)
    {
        var random = new CounterRandom(seed);
        return tensor([.. Enumerable.Range(0, Rows * Width).Select(i =>
            random.Unit((ulong)i) - 0.5 + 0.4 * Math.Sin(Labels[i / Width] * 2.3 + i % Width))], [Rows, Width]);
    }

    private static IEnumerable<(int First, int Second, double Score)> Pairs(Tensor embeddings, IDistance distance)
    {
        using var scope = NewDisposeScope();
        var matrix = distance.Matrix(embeddings);
        for (var i = 0; i < Rows; i++)
        {
            for (var j = i + 1; j < Rows; j++)
                yield return (i, j, matrix[i, j].item<double>());
        }
    }

    [TestCaseSource(nameof(Distances))]
    public void Histogram_SmallBlocks_CountsEachPairOnceInItsBin(IDistance distance)
    {
        using var embeddings = Made();
        var histogram = DistanceHistogram.Of(embeddings, Labels, distance, bins: 8, blockElements: 200);
        var pairs = Pairs(embeddings, distance).ToList();
        var (same, different) = (new long[8], new long[8]);
        foreach (var (i, j, score) in pairs)
        {
            Assert.That(score, Is.InRange(histogram.Low - 1e-9, histogram.High + 1e-9));
            var bin = Math.Clamp((int)((score - histogram.Low) / (histogram.High - histogram.Low) * 8), 0, 7);
            (Labels[i] == Labels[j] ? same : different)[bin]++;
        }
        Assert.That(histogram.Same, Is.EqualTo(same));
        Assert.That(histogram.Different, Is.EqualTo(different));
        Assert.That(histogram.SameCount + histogram.DifferentCount, Is.EqualTo(Rows * (Rows - 1) / 2));
    }

    [TestCaseSource(nameof(Distances))]
    public void Histogram_ManyBins_HasTheAreaAndTheErrorRateOfTheSortedScores(IDistance distance)
    {
        using var embeddings = Made();
        using var labels = tensor(Labels.Select(label => (long)label).ToArray());
        var histogram = DistanceHistogram.Of(embeddings, Labels, distance);
        var exact = VerificationMetrics.From(PairScorer.All(embeddings, labels, distance));
        Assert.That(exact.Auc, Is.InRange(0.55, 0.99), "the made-up rows are neither trivial nor hopeless");
        Assert.That(histogram.Auc, Is.EqualTo(exact.Auc).Within(1e-3));
        Assert.That(histogram.EqualErrorRate, Is.EqualTo(exact.EqualErrorRate).Within(5e-3));
        Assert.That(histogram.EqualErrorThreshold, Is.EqualTo(exact.EqualErrorThreshold).Within(0.02 * (histogram.High - histogram.Low)));
    }

    [Test]
    public void Histogram_TwoClassesOnALine_HasItsQuantilesAndNoOverlap()
    {
        // 0, 1 against 10, 12: same 1 and 2; different 9, 10, 11, 12.
        using var embeddings = tensor([0.0, 1, 10, 12], [4, 1]);
        var histogram = DistanceHistogram.Of(embeddings, [3, 3, 8, 8], new LpDistance(normalize: false), bins: 11);
        Assert.That((histogram.Low, histogram.High), Is.EqualTo((1.0, 12.0)));
        Assert.That((histogram.Auc, histogram.Overlap, histogram.EqualErrorRate), Is.EqualTo((1.0, 0.0, 0.0)));
        Assert.That(histogram.Quantile(true, 0.5), Is.EqualTo(1).Within(0.02));
        Assert.That(histogram.Quantile(false, 0.5), Is.EqualTo(10).Within(0.02));
        Assert.That(histogram.Quantile(false, 1), Is.EqualTo(12).Within(1e-9));
        Assert.That(histogram.EqualErrorThreshold, Is.InRange(2, 9));
    }

    [Test]
    public void Histogram_AllRowsEqual_OverlapsFullyAndGuesses()
    {
        using var embeddings = ones(6, 3, ScalarType.Float64);
        var histogram = DistanceHistogram.Of(embeddings, [0, 0, 0, 1, 1, 1], new LpDistance(normalize: false));
        Assert.That((histogram.Overlap, histogram.Auc, histogram.EqualErrorRate), Is.EqualTo((1.0, 0.5, 0.5)));
    }

    [Test]
    public void Histogram_OneClass_HasNoNumberWhereThereIsNone()
    {
        using var embeddings = Made();
        var histogram = DistanceHistogram.Of(embeddings, new int[Rows]);
        Assert.That(histogram.DifferentCount, Is.Zero);
        Assert.That(new[] { histogram.Overlap, histogram.Auc, histogram.EqualErrorRate, histogram.Quantile(false, 0.5) }, Is.All.NaN);
    }

    [TestCaseSource(nameof(Distances))]
    public void WorstPairs_SmallBlocks_AreThoseOfTheLoop(IDistance distance)
    {
        using var embeddings = Made();
        var sign = distance.IsInverted ? -1 : 1;
        var both = Pairs(embeddings, distance).SelectMany(p => new[] { p, (First: p.Second, Second: p.First, p.Score) }).ToList();
        if (distance is SnrDistance)
        {
            using var scope = NewDisposeScope();   // not symmetric: a row's own view of the others counts
            var matrix = distance.Matrix(embeddings);
            both = [.. both.Select(p => (p.First, p.Second, matrix[p.First, p.Second].item<double>()))];
        }
        double[] Expected(bool same) => [.. both
            .Where(p => Labels[p.First] == Labels[p.Second] == same)
            .GroupBy(p => p.First)
            .OrderBy(group => group.Key)
            .Select(group => group.MinBy(p => (same ? -1 : 1) * sign * p.Score))
            .DistinctBy(p => (Math.Min(p.First, p.Second), Math.Max(p.First, p.Second)))
            .Select(p => p.Score)
            .OrderBy(score => (same ? -1 : 1) * sign * score)
            .Take(9)];
        var worst = WorstPairs.Find(embeddings, Labels, 9, distance, blockElements: 200);
        Assert.That(worst.NearestDifferent.Select(p => p.Score), Is.EqualTo(Expected(false)).Within(1e-9));
        Assert.That(worst.FarthestSame.Select(p => p.Score), Is.EqualTo(Expected(true)).Within(1e-9));
        Assert.That(worst.NearestDifferent.All(p => Labels[p.First] != Labels[p.Second]));
        Assert.That(worst.FarthestSame.All(p => Labels[p.First] == Labels[p.Second] && p.First != p.Second));
    }

    [Test]
    public void WorstPairs_ClassesOfOne_HaveNoSamePair()
    {
        using var embeddings = Made();
        var worst = WorstPairs.Find(embeddings, [.. Enumerable.Range(0, Rows)], 500);
        Assert.That(worst.FarthestSame, Is.Empty);
        Assert.That(worst.NearestDifferent, Has.Count.InRange(Rows / 2, Rows));
    }

    [Test]
    public void Confusion_OfTheNearest_CountsEveryImage()
    {
        using var embeddings = Made();
        var confusion = ClassConfusion.Of(embeddings, Labels);
        var counts = new Dictionary<(int, int), int>();
        var pairs = Pairs(embeddings, new LpDistance()).SelectMany(p => new[] { p, (First: p.Second, Second: p.First, p.Score) });
        foreach (var group in pairs.GroupBy(p => p.First))
        {
            var key = (Labels[group.Key], Labels[group.MinBy(p => p.Score).Second]);
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }
        Assert.That(confusion.Classes, Is.EqualTo(new[] { -1, 0, 1, 2, 3, 4 }));
        foreach (var a in confusion.Classes)
        {
            Assert.That(confusion.SizeOf(a), Is.EqualTo(Labels.Count(label => label == a)));
            foreach (var b in confusion.Classes)
                Assert.That(confusion.Count(a, b), Is.EqualTo(counts.GetValueOrDefault((a, b))), $"{a} next to {b}");
        }
        Assert.That(confusion.Accuracy, Is.EqualTo((double)counts.Where(c => c.Key.Item1 == c.Key.Item2).Sum(c => c.Value) / Rows));
        Assert.That(confusion.Confused.Select(pair => pair.Count), Is.Ordered.Descending);
        Assert.That(confusion.Confused, Has.Count.EqualTo(counts.Keys.Count(key => key.Item1 != key.Item2)));
    }

    [Test]
    public void Everything_LeavesNoTensorAlive()
    {
        using var embeddings = Made();
        Assert.That(LeakCheck.LeftAlive(() =>
        {
            DistanceHistogram.Of(embeddings, Labels);
            WorstPairs.Find(embeddings, Labels);
            ClassConfusion.Of(embeddings, Labels);
        }), Is.Zero);
    }

    [Test]
    public void Everything_WrongArguments_AreNamed()
    {
        using var embeddings = Made();
        using var notFinite = embeddings.clone();
        notFinite[3, 1] = double.NaN;
        foreach (Action<Tensor, IReadOnlyList<int>> call in new Action<Tensor, IReadOnlyList<int>>[]
        {
            (rows, labels) => DistanceHistogram.Of(rows, labels),
            (rows, labels) => WorstPairs.Find(rows, labels),
            (rows, labels) => ClassConfusion.Of(rows, labels),
        })
        {
            var few = Assert.Throws<ArgumentException>(() => call(embeddings, Labels[1..]));
            Assert.That((few!.ParamName, few.Message[..44]), Is.EqualTo(("labels", "Expected one label per row, 61, got 60. (Par")));
            var nan = Assert.Throws<ArgumentException>(() => call(notFinite, Labels));
            Assert.That(nan!.Message, Does.StartWith("Expected finite embeddings, got NaN or infinity in row 3."));
        }
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => DistanceHistogram.Of(embeddings, Labels, bins: 1))!.ParamName, Is.EqualTo("bins"));
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => WorstPairs.Find(embeddings, Labels, 0))!.ParamName, Is.EqualTo("count"));
    }
}
