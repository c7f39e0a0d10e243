using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Tests.Mining;

/// <summary>Miners that draw: the same tuples for the same seed, epoch and batch, and in the proportions asked.</summary>
public class RandomMinerTests
{
    private static readonly object[] Miners =
    [
        new TestCaseData((ulong seed) => (IMiner)new DistanceWeightedMiner(seed: seed)).SetArgDisplayNames("distance-weighted"),
        new TestCaseData((ulong seed) => (IMiner)new UniformHistogramMiner(4, 3, 3, seed: seed)).SetArgDisplayNames("uniform histogram"),
        new TestCaseData((ulong seed) => (IMiner)new FalseNegativeGuard(new DistanceWeightedMiner(seed: seed), tooNear: 0.1)).SetArgDisplayNames("in a guard"),
        new TestCaseData((ulong seed) => (IMiner)new MinerSchedule([new MinerStage(new DistanceWeightedMiner(seed: seed))])).SetArgDisplayNames("in a schedule"),
    ];

    [TestCaseSource(nameof(Miners))]
    public void At_SamePlace_MinesTheSameTuples(Func<ulong, IMiner> make)
    {
        using var scope = NewDisposeScope();
        var (rows, labels) = (Batches.Stack(Batches.Rows(24, 4, 61)), tensor(Batches.Labels(24, 4, 61)));
        string Mined(ulong seed, int epoch, long batch) => Text(make(seed).At(epoch, batch).Mine(rows, labels));
        var first = Mined(1, 2, 3);
        Assert.That(Mined(1, 2, 3), Is.EqualTo(first));
        Assert.That(new[] { Mined(2, 2, 3), Mined(1, 3, 3), Mined(1, 2, 4), Mined(1, 3, 2) }, Has.None.EqualTo(first));
    }

    [Test]
    public void DistanceWeighted_ManyBatches_DrawsInProportion()
    {
        using var scope = NewDisposeScope();
        // On the unit circle (D = 2) the weight is sqrt(1 - d²/4) = cos(θ/2): negatives at 40, 60 and 75 degrees, one beyond the cutoff.
        double[] degrees = [0, 10, 40, 60, 75, 120];
        var rows = tensor(degrees.SelectMany(a => new[] { Math.Cos(a * Math.PI / 180), Math.Sin(a * Math.PI / 180) }).ToArray(), [6, 2]);
        var labels = tensor(new long[] { 0, 0, 1, 2, 3, 4 });
        var counts = new int[6];
        for (var batch = 0; batch < 4000; batch++)
        {
            using var inner = NewDisposeScope();
            var mined = new DistanceWeightedMiner(seed: 5).At(0, batch).Mine(rows, labels);
            Assert.That(mined.Anchors.data<long>().ToArray(), Is.EqualTo(new long[] { 0, 1 }));
            counts[mined.Negatives[0].item<long>()]++;
        }
        double[] weights = [.. new[] { 40, 60, 75 }.Select(a => Math.Cos(a / 2.0 * Math.PI / 180))];
        Assert.That(counts[5], Is.Zero, "beyond the cutoff");
        for (var k = 0; k < 3; k++)
            Assert.That(counts[k + 2], Is.EqualTo(4000 * weights[k] / weights.Sum()).Within(4 * Math.Sqrt(1000)));
    }

    [Test]
    public void UniformHistogram_OneBin_DrawsEveryPairAboutEquallyOften()
    {
        using var scope = NewDisposeScope();
        var (rows, labels) = (Batches.Stack(Batches.Rows(4, 3, 62)), tensor(new long[] { 0, 0, 1, 1 }));
        var mined = new UniformHistogramMiner(1, 4000, 8000).Mine(rows, labels);
        var positives = mined.PositiveAnchors.data<long>().ToArray().Zip(mined.Positives.data<long>().ToArray()).CountBy(pair => pair).ToDictionary();
        Assert.That(positives.Keys, Is.EquivalentTo(new[] { (0L, 1L), (1L, 0L), (2L, 3L), (3L, 2L) }));
        Assert.That(positives.Values, Has.All.EqualTo(1000).Within(120));
        int[] negatives = [.. mined.NegativeAnchors.data<long>().ToArray().Zip(mined.Negatives.data<long>().ToArray()).CountBy(pair => pair).Select(pair => pair.Value)];
        Assert.That(negatives, Has.Length.EqualTo(8).And.All.EqualTo(1000).Within(120));
    }

    // Pinned: a changed draw is a breaking change.
    [Test]
    public void DistanceWeighted_Seed7Epoch1Batch2_DrawsThese()
    {
        using var scope = NewDisposeScope();
        var mined = new DistanceWeightedMiner(farthest: 2, seed: 7).At(1, 2).Mine(Batches.Stack(Batches.Rows(8, 4, 63)), tensor(new long[] { 0, 0, 1, 1, 2, 2, 3, 3 }));
        Assert.That(mined.Negatives.data<long>().ToArray(), Is.EqualTo(Golden));
    }

    private static readonly long[] Golden = [2, 4, 0, 6, 6, 3, 1, 1];

    private static string Text(TupleIndices tuples)
    {
        var pairs = tuples.ToPairs();
        return string.Join(' ', new[] { pairs.PositiveAnchors, pairs.Positives, pairs.NegativeAnchors, pairs.Negatives }.SelectMany(column => column.data<long>().ToArray()));
    }
}
