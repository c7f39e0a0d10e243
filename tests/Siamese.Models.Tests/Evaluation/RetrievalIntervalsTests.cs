using TorchSharp.Siamese.Models.Evaluation;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Evaluation;

public class RetrievalIntervalsTests
{
    // Rows on a line: those of one class beside each other, but for some that lie among others.
    private static RetrievalResult Result(int queries, int seed)
    {
        using var scope = NewDisposeScope();
        var random = new Random(seed);
        long[] labels = [.. Enumerable.Range(0, queries).Select(i => (long)i % 10)];
        var places = labels.Select(label => label + (0.6 * random.NextDouble()) + (random.Next(4) == 0 ? 3 * random.NextDouble() : 0)).ToArray();
        return RetrievalEvaluator.Evaluate(tensor(places, [queries, 1]), tensor(labels), options: new() { Distance = new Data.Mining.LpDistance(normalize: false) });
    }

    [Test]
    public void Of_SameSeed_IsTheSameAndOtherSeedsAreNot()
    {
        var result = Result(100, 1);
        var (one, again, other) = (RetrievalIntervals.Of(result), RetrievalIntervals.Of(result), RetrievalIntervals.Of(result, new() { Seed = 5 }));
        Assert.That(again, Is.EqualTo(one));
        Assert.That(other.MeanAveragePrecisionAtR, Is.Not.EqualTo(one.MeanAveragePrecisionAtR));
        Assert.That(one.Protocol, Does.StartWith("95 % percentile bootstrap, 1000 resamples of 100 queries, seed 0; retrieval: each of 100 rows against the 99 others; "));
    }

    // A share of n independent queries has a standard error of sqrt(p(1 - p)/n).
    [Test]
    public void Of_PrecisionAt1_IsAsWideAsTheBinomialSays()
    {
        var result = Result(1000, 2);
        var found = RetrievalIntervals.Of(result).PrecisionAt1;
        var error = Math.Sqrt(found.Value * (1 - found.Value) / 1000);
        Assert.That(error, Is.GreaterThan(0.005));
        Assert.That(found.Value, Is.EqualTo(result.Overall.PrecisionAt1));
        Assert.That((found.High - found.Low) / 2, Is.EqualTo(1.96 * error).Within(0.15 * 1.96 * error));
    }

    // Each figure lies inside its own interval, and intervals of different figures differ.
    [Test]
    public void Of_EveryFigure_IsThatOfTheResult()
    {
        var result = Result(300, 3);
        var all = RetrievalIntervals.Of(result, new() { Resamples = 200 });
        (Interval Interval, double Figure)[] pairs =
        [
            (all.PrecisionAt1, result.Overall.PrecisionAt1), (all.RPrecision, result.Overall.RPrecision), (all.MeanAveragePrecisionAtR, result.Overall.MeanAveragePrecisionAtR),
            (all.MeanAveragePrecision, result.Overall.MeanAveragePrecision), (all.MeanReciprocalRank, result.Overall.MeanReciprocalRank),
        ];
        foreach (var (interval, figure) in pairs)
        {
            Assert.That(interval.Value, Is.EqualTo(figure));
            Assert.That(figure, Is.GreaterThan(interval.Low).And.LessThan(interval.High));
        }
        Assert.That(pairs.Select(pair => pair.Figure).Distinct().Count(), Is.EqualTo(5));
    }

    [Test]
    public void Of_NoQueryWithAnythingToFind_IsRefused()
    {
        using var scope = NewDisposeScope();
        var nothing = RetrievalEvaluator.Evaluate(randn(3, 2), tensor(new long[] { 0, 1, 2 }), options: new() { RequirePositives = false });
        var error = Assert.Throws<ArgumentException>(() => RetrievalIntervals.Of(nothing));
        Assert.That((error!.ParamName, error.Message), Is.EqualTo(("result", "Expected figures of at least one query with something to find, got none. (Parameter 'result')")));
    }
}
