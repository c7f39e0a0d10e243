using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Tests.Mining;

/// <summary>What every miner keeps to, and every miner against plain loops.</summary>
public class MinerTests
{
    private static readonly IDistance[] Distances = [new LpDistance(), new CosineSimilarity(), new SnrDistance(normalize: false)];

    private static readonly object[] Miners =
    [
        new TestCaseData(new BatchAllMiner()).SetArgDisplayNames("batch-all"),
        new TestCaseData(new BatchHardMiner()).SetArgDisplayNames("batch-hard"),
        new TestCaseData(new TripletMarginMiner(kind: TripletKind.SemiHard)).SetArgDisplayNames("margin semi-hard"),
        new TestCaseData(new SemiHardMiner()).SetArgDisplayNames("semi-hard"),
        new TestCaseData(new BatchEasyHardMiner()).SetArgDisplayNames("easy, semi-hard"),
        new TestCaseData(new BatchEasyHardMiner(MiningStrategy.All, MiningStrategy.Hard)).SetArgDisplayNames("all, hard"),
        new TestCaseData(new BatchEasyHardMiner(MiningStrategy.All, MiningStrategy.All)).SetArgDisplayNames("all, all"),
        new TestCaseData(new MultiSimilarityMiner()).SetArgDisplayNames("multi-similarity"),
        new TestCaseData(new PairMarginMiner()).SetArgDisplayNames("pair margin"),
        new TestCaseData(new AngularMiner()).SetArgDisplayNames("angular"),
        new TestCaseData(new HdcMiner()).SetArgDisplayNames("hdc"),
        new TestCaseData(new HdcMiner(0.3, new CosineSimilarity(), new SemiHardMiner())).SetArgDisplayNames("hdc of semi-hard"),
        new TestCaseData(new DistanceWeightedMiner()).SetArgDisplayNames("distance-weighted"),
        new TestCaseData(new UniformHistogramMiner(5, 2, 2)).SetArgDisplayNames("uniform histogram"),
        new TestCaseData(new RankWindowMiner(new RankRange(2, 5), new RankRange(1, 2))).SetArgDisplayNames("rank window"),
        new TestCaseData(new FalseNegativeGuard(new BatchAllMiner(), tooNear: 0.3)).SetArgDisplayNames("guard of batch-all"),
        new TestCaseData(new FalseNegativeGuard(new MultiSimilarityMiner(), positiveMargin: 0)).SetArgDisplayNames("guard of multi-similarity"),
        new TestCaseData(new MinerSchedule([new MinerStage(new SemiHardMiner())])).SetArgDisplayNames("schedule"),
    ];

    // On a line: class 0 at 0 and 3, class 1 at 1 and 7. Per anchor, positive and negatives lie at:
    // row 0: 3; 1 and 7.  row 1: 3; 2 and 4.  row 2: 6; 1 and 2.  row 3: 6; 7 and 4.
    [Test]
    public void TripletMargin_FourPointsOnALine_MatchesHandWorkedTriplets([Values] TripletKind kind)
    {
        using var scope = NewDisposeScope();
        var points = tensor([0.0, 3, 1, 7], [4, 1]);
        var mined = new TripletMarginMiner(2, kind, new LpDistance(normalize: false)).Mine(points, tensor(new long[] { 0, 0, 1, 1 }));
        (long, long, long)[] hard = [(0, 1, 2), (1, 0, 2), (2, 3, 0), (2, 3, 1), (3, 2, 1)], semiHard = [(1, 0, 3), (3, 2, 0)], easy = [(0, 1, 3)];
        Assert.That(Triplets(mined), Is.EqualTo(kind switch
        {
            TripletKind.Hard => hard,
            TripletKind.SemiHard => semiHard,
            TripletKind.Easy => easy,
            _ => hard.Concat(semiHard).Order().ToArray(),
        }));
    }

    // From 0 the positive and one negative are both 2 away, another negative 3: gaps of exactly 0 and of exactly the margin.
    [TestCase(TripletKind.All, new long[] { 2, 3 })]
    [TestCase(TripletKind.Hard, new long[] { 2 })]
    [TestCase(TripletKind.SemiHard, new long[] { 3 })]
    [TestCase(TripletKind.Easy, new long[0])]
    public void TripletMargin_GapsOnTheLimits_BelongToTheKindTheirDefinitionSays(TripletKind kind, long[] negatives)
    {
        using var scope = NewDisposeScope();
        var points = tensor([0.0, 2, -2, 3], [4, 1]);
        var mined = new TripletMarginMiner(1, kind, new LpDistance(normalize: false)).Mine(points, tensor(new long[] { 0, 0, 1, 2 }));
        Assert.That(Triplets(mined).Where(t => t.Item1 == 0).Select(t => t.Item3), Is.EqualTo(negatives));
    }

    [Test]
    public void TripletMargin_RandomBatches_MatchesPlainLoops([Values] TripletKind kind, [Values] bool withReference, [Range(0, 2)] int distance)
    {
        using var scope = NewDisposeScope();
        var (oracle, embeddings, labels, reference, referenceLabels) = Random(Distances[distance], withReference, seed: 11);
        var mined = new TripletMarginMiner(0.3, kind, Distances[distance]).Mine(embeddings, labels, reference, referenceLabels);
        Assert.That(Triplets(mined), Is.EqualTo(oracle.Margin(0.3, kind)));
    }

    [Test]
    public void BatchAll_RandomBatches_MatchesPlainLoops([Values] bool withReference)
    {
        using var scope = NewDisposeScope();
        var (oracle, embeddings, labels, reference, referenceLabels) = Random(Distances[0], withReference, seed: 12);
        Assert.That(Triplets(new BatchAllMiner().Mine(embeddings, labels, reference, referenceLabels)), Is.EqualTo(oracle.All()));
    }

    [Test]
    public void SemiHard_RandomBatches_MatchesPlainLoops([Values] bool withReference, [Range(0, 2)] int distance, [Values(0.2, double.PositiveInfinity)] double margin)
    {
        using var scope = NewDisposeScope();
        var (oracle, embeddings, labels, reference, referenceLabels) = Random(Distances[distance], withReference, seed: 13);
        var mined = new SemiHardMiner(margin, Distances[distance]).Mine(embeddings, labels, reference, referenceLabels);
        Assert.That(Triplets(mined), Is.EqualTo(oracle.NearestSemiHard(margin)));
    }

    [Test]
    public void BatchEasyHard_RandomBatches_MatchesPlainLoops(
        [Values] MiningStrategy positive, [Values] MiningStrategy negative, [Values] bool withReference, [Range(0, 2)] int distance)
    {
        if ((positive, negative) is (MiningStrategy.SemiHard, MiningStrategy.SemiHard or MiningStrategy.All) or (MiningStrategy.All, MiningStrategy.SemiHard))
        {
            var error = Assert.Throws<ArgumentException>(() => _ = new BatchEasyHardMiner(positive, negative));
            Assert.That(error!.ParamName, Is.EqualTo("negative"));
            Assert.That(error.Message, Does.Contain($"got {positive} and {negative}."));
            return;
        }
        using var scope = NewDisposeScope();
        var (oracle, embeddings, labels, reference, referenceLabels) = Random(Distances[distance], withReference, seed: 14);
        var mined = new BatchEasyHardMiner(positive, negative, Distances[distance]).Mine(embeddings, labels, reference, referenceLabels).ToPairs();
        var (positives, negatives) = oracle.EasyHard(positive, negative);
        Assert.That(Pairs(mined.PositiveAnchors, mined.Positives), Is.EquivalentTo(positives));
        Assert.That(Pairs(mined.NegativeAnchors, mined.Negatives), Is.EquivalentTo(negatives));
    }

    // From row 0: positives 2 and again 2 away, negatives 2, 5 and 5.
    [TestCase(MiningStrategy.Hard, MiningStrategy.SemiHard, 1, 4)]
    [TestCase(MiningStrategy.Easy, MiningStrategy.SemiHard, 1, 4)]
    [TestCase(MiningStrategy.SemiHard, MiningStrategy.Easy, 1, 4)]
    [TestCase(MiningStrategy.Hard, MiningStrategy.Hard, 1, 3)]
    public void BatchEasyHard_EqualDistances_TakeTheFirstAndAreNotBeyondEachOther(MiningStrategy positive, MiningStrategy negative, int p, int n)
    {
        using var scope = NewDisposeScope();
        var points = tensor([0.0, 2, -2, 2, 5, -5], [6, 1]);
        var mined = new BatchEasyHardMiner(positive, negative, new LpDistance(normalize: false)).Mine(points, tensor(new long[] { 0, 0, 0, 1, 2, 3 }));
        Assert.That(Triplets(mined.ToTriplets()).First(), Is.EqualTo((0L, (long)p, (long)n)));
    }

    // From row 0: the positive 2 away, the nearest negative beyond it 2.5.
    [TestCase(0.5, 1)]
    [TestCase(0.49, 0)]
    public void SemiHard_GapOfTheMargin_IsWithinIt(double margin, int count)
    {
        using var scope = NewDisposeScope();
        var mined = new SemiHardMiner(margin, new LpDistance(normalize: false)).Mine(tensor([0.0, 2, -2.5], [3, 1]), tensor(new long[] { 0, 0, 1 }));
        Assert.That(Triplets(mined).Count(triplet => triplet.Item1 == 0), Is.EqualTo(count));
    }

    [Test]
    public void BatchEasyHard_SemiHardPositiveAsFarAsTheNegative_IsNone()
    {
        using var scope = NewDisposeScope();
        var points = tensor([0.0, 2, -2], [3, 1]);
        var mined = new BatchEasyHardMiner(MiningStrategy.SemiHard, MiningStrategy.Hard, new LpDistance(normalize: false)).Mine(points, tensor(new long[] { 0, 0, 1 }));
        Assert.That(Triplets(mined.ToTriplets()), Is.EqualTo(new[] { (1L, 0L, 2L) }));
    }

    [Test]
    public void BatchHard_Ranges_ChooseOnlyWithinThem()
    {
        using var scope = NewDisposeScope();
        // Positives of row 0 at 1, 2, 9; negatives at 3 and 5.
        var points = tensor([0.0, 1, 2, 9, 3, 5], [6, 1]);
        var labels = tensor(new long[] { 0, 0, 0, 0, 1, 2 });
        var mined = new BatchHardMiner(new LpDistance(normalize: false), new DistanceRange(0, 4), new DistanceRange(4, 100)).Mine(points, labels);
        Assert.That(Triplets(mined).First(), Is.EqualTo((0L, 2L, 5L)));
    }

    [Test]
    public void BatchHard_RangesOfSimilarities_ChooseOnlyWithinThem()
    {
        using var scope = NewDisposeScope();
        // Products with row 0: positives 0.5, 2, 9; negatives 3 and 5.
        var points = tensor([1.0, 0, 0.5, 1, 2, 0, 9, 0, 3, 0, 5, 0], [6, 2]);
        var labels = tensor(new long[] { 0, 0, 0, 0, 1, 2 });
        var mined = new BatchHardMiner(new DotProductSimilarity(), new DistanceRange(1, 4), new DistanceRange(0, 4)).Mine(points, labels);
        Assert.That(Triplets(mined).First(), Is.EqualTo((0L, 2L, 4L)));
    }

    [TestCaseSource(nameof(Miners))]
    public void Mine_NoTupleExists_IsEmpty(IMiner miner)
    {
        using var scope = NewDisposeScope();
        var rows = Batches.Stack(Batches.Rows(4, 3, 15));
        Assert.That(miner.Mine(rows, tensor(new long[] { 0, 1, 2, 3 })).ToTriplets().Count, Is.Zero, "all distinct");
        Assert.That(miner.Mine(rows, tensor(new long[] { 7, 7, 7, 7 })).ToTriplets().Count, Is.Zero, "one class");
        Assert.That(miner.Mine(zeros(0, 3), zeros(0, ScalarType.Int64)).Count, Is.Zero, "empty batch");
        Assert.That(miner.Mine(rows, tensor(new long[] { 0, 0, 1, 1 }), zeros([0, 3], ScalarType.Float64), zeros(0, ScalarType.Int64)).Count, Is.Zero, "empty reference");
    }

    [TestCaseSource(nameof(Miners))]
    public void Mine_SinglePrecision_GivesTheSameTuples(IMiner miner)
    {
        using var scope = NewDisposeScope();
        var (_, embeddings, labels, _, _) = Random(Distances[0], withReference: false, seed: 16);
        var (wide, narrow) = (miner.Mine(embeddings, labels).ToPairs(), miner.Mine(embeddings.to(ScalarType.Float32), labels.to(ScalarType.Int32)).ToPairs());
        Assert.That(Pairs(narrow.PositiveAnchors, narrow.Positives), Is.EqualTo(Pairs(wide.PositiveAnchors, wide.Positives)));
        Assert.That(Pairs(narrow.NegativeAnchors, narrow.Negatives), Is.EqualTo(Pairs(wide.NegativeAnchors, wide.Negatives)));
    }

    [TestCaseSource(nameof(Miners))]
    public void Mine_HalfPrecision_GivesTheTuplesOfTheRoundedRows(IMiner miner)
    {
        using var scope = NewDisposeScope();
        var (_, embeddings, labels, _, _) = Random(Distances[0], withReference: false, seed: 16);
        foreach (var type in new[] { ScalarType.Float16, ScalarType.BFloat16 })
        {
            var rounded = embeddings.to(type);
            var (narrow, wide) = (miner.Mine(rounded, labels).ToPairs(), miner.Mine(rounded.to(ScalarType.Float32), labels).ToPairs());
            Assert.That(Pairs(narrow.PositiveAnchors, narrow.Positives), Is.EqualTo(Pairs(wide.PositiveAnchors, wide.Positives)));
            Assert.That(Pairs(narrow.NegativeAnchors, narrow.Negatives), Is.EqualTo(Pairs(wide.NegativeAnchors, wide.Negatives)));
        }
    }

    [TestCaseSource(nameof(Miners))]
    public void Mine_NotFinite_NamesTheRow(IMiner miner)
    {
        using var scope = NewDisposeScope();
        var labels = tensor(new long[] { 0, 0, 0, 1, 1, 1 });
        foreach (var bad in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity })
        {
            var rows = Batches.Rows(6, 3, 17);
            rows[2][1] = bad;
            AssertNamed("embeddings", "Expected finite embeddings, got NaN or infinity in row 2.", () => miner.Mine(Batches.Stack(rows), labels));
            AssertNamed("referenceEmbeddings", "Expected finite embeddings, got NaN or infinity in row 2.",
                () => miner.Mine(Batches.Stack(Batches.Rows(6, 3, 18)), labels, Batches.Stack(rows), labels));
        }
    }

    [TestCaseSource(nameof(Miners))]
    public void Mine_HugeNumbers_AreFinite(IMiner miner)
    {
        using var scope = NewDisposeScope();
        var rows = full(6, 3, 3e38, ScalarType.Float32);   // their sum is not
        Assert.DoesNotThrow(() => miner.Mine(rows, tensor(new long[] { 0, 0, 1, 1, 2, 2 })));
    }

    [TestCaseSource(nameof(Miners))]
    public void Mine_EqualRows_GivesValidTuples(IMiner miner)
    {
        using var scope = NewDisposeScope();
        long[] labels = [0, 0, 1, 1, 2, 2];
        var mined = miner.Mine(ones(6, 3), tensor(labels)).ToPairs();
        Assert.That(Pairs(mined.PositiveAnchors, mined.Positives).All(pair => pair.Item1 != pair.Item2 && labels[pair.Item1] == labels[pair.Item2]));
        Assert.That(Pairs(mined.NegativeAnchors, mined.Negatives).All(pair => labels[pair.Item1] != labels[pair.Item2]));
    }

    [TestCaseSource(nameof(Miners))]
    public void Mine_EmbeddingsWithGradient_AreLeftAlone(IMiner miner)
    {
        using var scope = NewDisposeScope();
        var rows = Batches.Stack(Batches.Rows(6, 3, 18)).requires_grad_();
        var mined = miner.Mine(rows, tensor(new long[] { 0, 0, 0, 1, 1, 1 })).ToPairs();
        Assert.That(mined.Positives.requires_grad || mined.PositiveAnchors.dtype != ScalarType.Int64, Is.False);
        Assert.That(rows.grad is null, Is.True);
    }

    [TestCaseSource(nameof(Miners))]
    public void Mine_LeavesExactlyItsResultAlive(IMiner miner)
    {
        using var rows = Batches.Stack(Batches.Rows(6, 3, 19));
        using var labels = tensor(new long[] { 0, 0, 1, 1, 2, 2 });
        using var sample = miner.Mine(rows, labels);
        LeakCheck.LeavesOnlyItsResult(() => miner.Mine(rows, labels), sample is TripletIndices ? 3 : 4);
    }

    [TestCaseSource(nameof(Miners))]
    public void Mine_OnCuda_GivesTheTuplesOfTheHostOnTheDevice(IMiner miner)
    {
        var device = CudaDevice.Needed();
        using var scope = NewDisposeScope();
        var (_, embeddings, labels, reference, referenceLabels) = Random(Distances[0], withReference: true, seed: 16);
        var host = miner.Mine(embeddings, labels, reference, referenceLabels).ToTriplets();
        var mined = miner.Mine(embeddings.to(device), labels.to(device), reference!.to(device), referenceLabels!.to(device)).ToTriplets();
        Assert.That(mined.Anchors.device_type, Is.EqualTo(DeviceType.CUDA));
        Assert.That(Triplets(new TripletIndices(mined.Anchors.cpu(), mined.Positives.cpu(), mined.Negatives.cpu())), Is.EqualTo(Triplets(host)));
    }

    [TestCaseSource(nameof(Miners))]
    public void Mine_ArgumentsThatDoNotFit_AreNamed(IMiner miner)
    {
        using var scope = NewDisposeScope();
        var (rows, labels) = (ones(4, 3), ones(4, ScalarType.Int64));
        AssertNamed("labels", "Expected shape [4], got [3].", () => miner.Mine(rows, ones(3, ScalarType.Int64)));
        AssertNamed("labels", "Expected whole-number labels, got Float32.", () => miner.Mine(rows, ones(4)));
        AssertNamed("embeddings", "Expected shape [-1, -1], got [4].", () => miner.Mine(ones(4), labels));
        AssertNamed("referenceLabels", "Expected both a reference set and its labels", () => miner.Mine(rows, labels, rows));
        AssertNamed("referenceEmbeddings", "Expected both a reference set and its labels", () => miner.Mine(rows, labels, null, labels));
        AssertNamed("referenceEmbeddings", "Expected shape [-1, 3], got [4, 2].", () => miner.Mine(rows, labels, ones(4, 2), labels));
    }

    [Test]
    public void Run_SmallBlocks_ShowEveryRowOnce()
    {
        using var scope = NewDisposeScope();
        var rows = Batches.Stack(Batches.Rows(7, 3, 20));
        var distance = new LpDistance();
        var seen = new Rows();
        MiningPass.Run(distance, rows, null, seen, blockElements: 15);
        Assert.That(seen.Values.SelectMany(row => row), Is.EqualTo(distance.Matrix(rows).data<double>().ToArray()).Within(1e-12));
    }

    [Test]
    public void Constructors_ValuesOutOfRange_AreNamed()
    {
        AssertNamed("margin", "Expected a finite number, got NaN.", () => _ = new TripletMarginMiner(double.NaN));
        AssertNamed("kind", "Expected one of All, Hard, SemiHard, Easy, got 9.", () => _ = new TripletMarginMiner(kind: (TripletKind)9));
        AssertNamed("margin", "Expected a number above 0, got 0.", () => _ = new SemiHardMiner(0));
        AssertNamed("positive", "Expected one of Hard, SemiHard, Easy, All, got 9.", () => _ = new BatchEasyHardMiner((MiningStrategy)9));
        AssertNamed("positiveRange", "Expected a range from low to high, got 2 to 1.", () => _ = new BatchHardMiner(positiveRange: new DistanceRange(2, 1)));
    }

    private static void AssertNamed(string name, string message, Action action)
    {
        var error = Assert.Catch<ArgumentException>(action);
        Assert.That(error!.ParamName, Is.EqualTo(name));
        Assert.That(error.Message, Does.StartWith(message));
    }

    private static (MiningOracle Oracle, Tensor Embeddings, Tensor Labels, Tensor? Reference, Tensor? ReferenceLabels) Random(
        IDistance distance, bool withReference, int seed)
    {
        var (embeddings, labels) = (Batches.Stack(Batches.Rows(17, 5, seed)), Batches.Labels(17, 5, seed));
        var reference = withReference ? Batches.Stack(Batches.Rows(11, 5, seed + 100)) : null;
        var referenceLabels = withReference ? Batches.Labels(11, 6, seed + 100) : null;
        var oracle = new MiningOracle(distance, embeddings, labels, reference, referenceLabels);
        return (oracle, embeddings, tensor(labels), reference, referenceLabels is null ? null : tensor(referenceLabels));
    }

    private static (long, long, long)[] Triplets(TripletIndices triplets)
    {
        var (a, p, n) = (Values(triplets.Anchors), Values(triplets.Positives), Values(triplets.Negatives));
        return [.. a.Select((anchor, i) => (anchor, p[i], n[i]))];
    }

    private static (long, long)[] Pairs(Tensor anchors, Tensor others)
        => [.. Values(anchors).Zip(Values(others))];

    private static long[] Values(Tensor tensor) => tensor.data<long>().ToArray();

    private sealed class Rows : IRowMiner
    {
        public List<double[]> Values { get; } = [];

        public void Row<T>(int anchor, ReadOnlySpan<T> distances)
            where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
        {
            Assert.That(anchor, Is.EqualTo(Values.Count));
            Values.Add([.. distances.ToArray().Select(double.CreateTruncating)]);
        }

        public void Dispose()
        {
        }
    }
}
