using TorchSharp.Siamese.Models.Insight.Projection;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Insight.Projection;

public class TsneProjectionTests
{
    // Distances 0, 1, 1, 4 above the nearest: Z = 1 + 2e^-b + e^-4b. With b = 1 the weights are 1, .367879, .367879, .018316, Z = 1.754075,
    // H = ln Z + (2 x .367879 x 1 + .018316 x 4) / Z = .561941 + .461228 = 1.023169, perplexity e^H = 2.782.
    [Test]
    public void Calibrate_APerplexityWorkedByHand_FindsItsPrecision()
    {
        double[] squared = [5, double.PositiveInfinity, 6, 6, 9, double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity];
        var probabilities = new double[8];
        var weights = new[] { 1, Math.Exp(-1), Math.Exp(-1), Math.Exp(-4) };
        var z = weights.Sum();
        var precision = Affinities.Calibrate(squared, Math.Exp(Math.Log(z) + (2 * Math.Exp(-1) + 4 * Math.Exp(-4)) / z), probabilities);
        Assert.That(precision, Is.EqualTo(1).Within(1e-5));
        Assert.That(probabilities, Is.EqualTo(new[] { weights[0] / z, 0, weights[1] / z, weights[2] / z, weights[3] / z, 0, 0, 0 }).Within(1e-5));
        Assert.That(z, Is.EqualTo(1.754075).Within(1e-6));
    }

    [TestCase(2.0)]
    [TestCase(7.5)]
    [TestCase(30.0)]
    public void Calibrate_AnyDistances_GivesTheEntropyAskedFor(double perplexity)
    {
        var squared = Enumerable.Range(0, 100).Select(i => i == 3 ? double.PositiveInfinity : 1e4 + i * i * 0.7).ToArray();
        var probabilities = new double[100];
        Affinities.Calibrate(squared, perplexity, probabilities);
        Assert.That(probabilities.Sum(), Is.EqualTo(1).Within(1e-12));
        Assert.That(Math.Exp(-probabilities.Sum(p => p > 0 ? p * Math.Log(p) : 0)), Is.EqualTo(perplexity).Within(1e-4 * perplexity));
    }

    // Ten rows are equally near, so no precision gives fewer than ten neighbours.
    [Test]
    public void Calibrate_MoreEqualRowsThanThePerplexity_SharesAmongThem()
    {
        var squared = Enumerable.Range(0, 20).Select(i => i < 10 ? 0.0 : 50.0).ToArray();
        var probabilities = new double[20];
        Affinities.Calibrate(squared, 4, probabilities);
        Assert.That(probabilities[..10], Is.All.EqualTo(0.1).Within(1e-9));
        Assert.That(probabilities[10..], Is.All.EqualTo(0).Within(1e-9));
    }

    [Test]
    public void Affinities_OfRows_AreSymmetricAndSumToOne()
    {
        using var rows = DigitRows.Pixels(150);
        var joint = Affinities.Of(rows, 10, default);
        var sum = 0.0;
        for (var i = 0; i < 150; i++)
        {
            Assert.That(joint.Values[i * joint.Stride + i], Is.Zero);
            for (var j = 0; j < 150; j++)
            {
                Assert.That(joint.Values[i * joint.Stride + j], Is.EqualTo(joint.Values[j * joint.Stride + i]));
                sum += joint.Values[i * joint.Stride + j];
            }
        }
        Assert.That(sum, Is.EqualTo(1).Within(1e-5));
        Assert.That(joint.Stride, Is.EqualTo(152));
    }

    [Test]
    public void Divergence_IsThatOfTheDefinition_AndTheGradientItsSlope()
    {
        const int Count = 21;           // not a multiple of eight
        using var rows = DigitRows.Pixels(Count);
        var joint = Affinities.Of(rows, 5, default);
        var random = new Data.Sampling.CounterRandom(4);
        double[] places = [.. Enumerable.Range(0, 2 * Count).Select(i => 3 * random.Unit((ulong)i))];
        var start = Enumerable.Range(0, Count).Select(i => new PlanePoint((float)places[i], (float)places[Count + i])).ToArray();
        var field = new TsneField(joint, start);
        Assert.That(field.Divergence(), Is.EqualTo(DivergenceOf(joint, places)).Within(1e-5));

        field.Attract(1);
        float[] gradient = [.. field.Gradient.X, .. field.Gradient.Y];
        for (var i = 0; i < places.Length; i++)
        {
            var slope = (DivergenceOf(joint, Moved(places, i, 1e-5)) - DivergenceOf(joint, Moved(places, i, -1e-5))) / 2e-5;
            Assert.That(gradient[i], Is.EqualTo(slope).Within(2e-6), $"coordinate {i}");
        }
        Assert.That(gradient.Max(Math.Abs), Is.GreaterThan(1e-3), "the slopes are well above the tolerance");
    }

    [Test]
    public void Of_Digits_KeepsNeighboursAndClasses_BetterThanPca()
    {
        const int Count = 400;
        using var rows = DigitRows.Pixels(Count);
        var seen = new List<TsneProgress>();
        var tsne = TsneProjection.Of(rows, new TsneOptions { Iterations = 400, ExaggeratedIterations = 150 }, new Collector<TsneProgress>(seen));
        var (trust, trustOfPca) = (Trustworthiness.Of(rows, tsne), Trustworthiness.Of(rows, PcaProjection.Of(rows)));
        Assert.That(trust, Is.InRange(0.98, 1.0));
        Assert.That(trustOfPca, Is.InRange(0.7, 0.9));
        Assert.That(NearestOfSameClass(tsne, DigitRows.Labels(Count)), Is.InRange(0.95, 1.0));

        Assert.That(seen.Select(p => p.Iteration), Is.EqualTo(Enumerable.Range(1, 8).Select(i => 50 * i)));
        Assert.That(seen.Select(p => p.Divergence), Is.All.InRange(0.0, 20.0));
        var after = seen.Where(p => p.Iteration >= 200).Select(p => p.Divergence).ToArray();
        Assert.That(after, Is.Ordered.Descending, "without exaggeration the divergence falls");
        Assert.That(after[^1], Is.LessThan(1.2));
        Assert.That(tsne.Protocol, Does.StartWith("t-SNE of 400 rows of 64 numbers, perplexity 30, 400 steps, seed 0; divergence "));
    }

    [Test]
    public void Of_TheSameSeed_GivesTheSameBits_AnotherSeedNot()
    {
        using var rows = DigitRows.Pixels(120);
        var options = new TsneOptions { Iterations = 120, ExaggeratedIterations = 50 };
        var first = TsneProjection.Of(rows, options);
        Assert.That(TsneProjection.Of(rows, options).Points, Is.EqualTo(first.Points));
        Assert.That(TsneProjection.Of(rows, options with { Seed = 1 }).Points, Is.Not.EqualTo(first.Points));
    }

    [TestCase(4)]
    [TestCase(9)]
    public void Of_EqualRows_SpreadsThemAFiniteWay(int count)
    {
        using var rows = ones(count, 3);
        var points = TsneProjection.Of(rows, new TsneOptions { Iterations = 300 }).Points;
        Assert.That(points.Select(p => p.X).Concat(points.Select(p => p.Y)), Is.All.InRange(-1e4f, 1e4f));
        Assert.That(points.Distinct().Count(), Is.EqualTo(count));
    }

    [TestCase(3)]
    [TestCase(10_001)]
    public void Of_TooFewOrTooManyRows_SaysHowManyItTakes(int count)
    {
        using var rows = zeros(count, 2);
        var error = Assert.Throws<ArgumentException>(() => TsneProjection.Of(rows));
        Assert.That(error!.Message, Does.StartWith($"Expected 4 to 10000 rows, got {count}."));
        Assert.That(error.ParamName, Is.EqualTo("embeddings"));
    }

    [Test]
    public void Of_Cancelled_Stops()
    {
        using var rows = DigitRows.Pixels(50);
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => TsneProjection.Of(
            rows, new TsneOptions { Iterations = 100_000 }, new Stopper(stop), stop.Token));
    }

    [Test]
    public void Options_OutsideTheirRange_NameThemselves()
    {
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => _ = new TsneOptions { Perplexity = 0.5 })!.ParamName, Is.EqualTo("Perplexity"));
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => _ = new TsneOptions { Perplexity = double.NaN })!.ParamName, Is.EqualTo("Perplexity"));
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => _ = new TsneOptions { Iterations = 0 })!.ParamName, Is.EqualTo("Iterations"));
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => _ = new TsneOptions { LearningRate = 0 })!.ParamName, Is.EqualTo("LearningRate"));
    }

    [Test]
    public void Of_LeavesNoTensorAlive()
    {
        using var rows = DigitRows.Pixels(20);
        Assert.That(LeakCheck.LeftAlive(() => TsneProjection.Of(rows, new TsneOptions { Iterations = 2 })), Is.Zero);
    }

    // By the definition, in double: the sum of p log(p / q) over all ordered pairs.
    private static double DivergenceOf(Affinities joint, double[] places)
    {
        var count = joint.Count;
        double Weight(int i, int j) => 1 / (1 + Math.Pow(places[i] - places[j], 2) + Math.Pow(places[count + i] - places[count + j], 2));
        var (total, sum) = (0.0, 0.0);
        for (var i = 0; i < count; i++)
            total += Enumerable.Range(0, count).Where(j => j != i).Sum(j => Weight(i, j));
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < count; j++)
            {
                var p = joint.Values[i * joint.Stride + j];
                sum += p > 0 ? p * Math.Log(p / (Weight(i, j) / total)) : 0;
            }
        }
        return sum;
    }

    private static double[] Moved(double[] places, int index, double by)
    {
        double[] moved = [.. places];
        moved[index] += by;
        return moved;
    }

    private static double NearestOfSameClass(PlaneProjection projection, int[] labels)
        => Enumerable.Range(0, labels.Length).Average(i =>
        {
            var own = projection.Points[i];
            var nearest = Enumerable.Range(0, labels.Length).Where(j => j != i)
                .MinBy(j => Math.Pow(projection.Points[j].X - own.X, 2) + Math.Pow(projection.Points[j].Y - own.Y, 2));
            return labels[nearest] == labels[i] ? 1.0 : 0.0;
        });

    private sealed class Stopper(CancellationTokenSource stop) : IProgress<TsneProgress>
    {
        public void Report(TsneProgress value) => stop.Cancel();
    }
}
