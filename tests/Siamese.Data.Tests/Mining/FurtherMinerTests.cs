using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Tests.Mining;

/// <summary>Rank windows, angles, relations, guards and class means, against plain loops.</summary>
public class FurtherMinerTests
{
    private static readonly LpDistance Plain = new(normalize: false);

    // From row 0 at 0: positives 1, 2, 9 away, negatives 3, 4, 5, 6 away.
    [TestCase(2, 3, 1, 1, new long[] { 3 }, new long[] { 5, 6 })]
    [TestCase(1, 1, 2, 9, new long[] { 2, 1 }, new long[] { 4 })]
    [TestCase(4, 9, 3, 3, new long[] { 1 }, new long[] { 7 })]
    [TestCase(5, 6, 1, 1, new long[0], new long[0])]
    public void RankWindow_PointsOnALine_TakesTheRanksAsked(int first, int last, int firstPositive, int lastPositive, long[] positives, long[] negatives)
    {
        using var scope = NewDisposeScope();
        var points = tensor([0.0, 1, -2, 9, 3, -4, 5, 6], [8, 1]);
        var mined = new RankWindowMiner(new RankRange(first, last), new RankRange(firstPositive, lastPositive), Plain)
            .Mine(points, tensor(new long[] { 0, 0, 0, 0, 1, 1, 2, 3 }));
        var expected = from p in positives from n in negatives select (0L, p, n);
        Assert.That(Triplets(mined).Where(t => t.Item1 == 0), Is.EqualTo(expected));
    }

    [Test]
    public void RankWindow_FirstRanks_IsBatchHard([Values] bool withReference)
    {
        using var scope = NewDisposeScope();
        var (rows, labels) = (Batches.Stack(Batches.Rows(15, 4, 51)), tensor(Batches.Labels(15, 4, 51)));
        var (reference, referenceLabels) = withReference ? (Batches.Stack(Batches.Rows(9, 4, 52)), tensor(Batches.Labels(9, 5, 52))) : (null, null);
        var similarity = new CosineSimilarity();
        Assert.That(
            Triplets(new RankWindowMiner(RankRange.Hardest, null, similarity).Mine(rows, labels, reference, referenceLabels)),
            Is.EqualTo(Triplets(new BatchHardMiner(similarity).Mine(rows, labels, reference, referenceLabels))));
    }

    [Test]
    public void Angular_RandomBatch_MatchesPlainLoops([Values] bool withReference, [Values(5, 20, 40)] double angle, [Values(1, 3e-6)] double scale)
    {
        // Of the second scale are the 1e-6 that torch adds to a difference.
        double[][] Rows(int count, int seed) => [.. Batches.Rows(count, 3, seed).Select(row => row.Select(x => x * scale).ToArray())];
        using var scope = NewDisposeScope();
        var (rows, labels) = (Rows(13, 53), Batches.Labels(13, 4, 53));
        var (reference, referenceLabels) = withReference ? (Rows(9, 54), Batches.Labels(9, 5, 54)) : (rows, labels);
        var expected = new List<(long, long, long)>();
        for (var a = 0; a < rows.Length; a++)
        {
            for (var p = 0; p < reference.Length; p++)
            {
                for (var n = 0; n < reference.Length; n++)
                {
                    if (labels[a] != referenceLabels[p] || labels[a] == referenceLabels[n] || (!withReference && a == p))
                        continue;
                    var across = Length(rows[a].Zip(reference[p], (x, y) => x - y + 1e-6));
                    var height = Length(reference[n].Zip(rows[a].Zip(reference[p], (x, y) => (x + y) / 2), (x, y) => x - y + 1e-6));
                    if (Math.Atan(across / (2 * height)) > angle * Math.PI / 180)
                        expected.Add((a, p, n));
                }
            }
        }
        var mined = new AngularMiner(angle).Mine(
            Batches.Stack(rows), tensor(labels), withReference ? Batches.Stack(reference) : null, withReference ? tensor(referenceLabels) : null);
        Assert.That(expected, Is.Not.Empty);
        Assert.That(Triplets(mined), Is.EqualTo(expected));
    }

    [Test]
    public void Relation_OfClasses_GivesWhatTheLabelsGive()
    {
        using var scope = NewDisposeScope();
        long[] classes = [3, 1, 3, 2, 1, 3, 2, 2, 1];
        var relation = new ClassRelation(ClassIndex.From(classes.Select(c => (int)c)));
        var rows = Batches.Stack(Batches.Rows(9, 4, 55));
        var (samples, labels) = (arange(9, ScalarType.Int64), tensor(classes));
        foreach (IMiner miner in new IMiner[] { new BatchAllMiner(), new BatchHardMiner(), new SemiHardMiner(), new MultiSimilarityMiner(), new HdcMiner(), new AngularMiner(), new RankWindowMiner(new RankRange(1, 2)), new DistanceWeightedMiner() })
        {
            var (under, plain) = (new RelationMiner(miner, relation).Mine(rows, samples).ToPairs(), miner.Mine(rows, labels).ToPairs());
            Assert.That(Pairs(under.PositiveAnchors, under.Positives), Is.EqualTo(Pairs(plain.PositiveAnchors, plain.Positives)), miner.GetType().Name);
            Assert.That(Pairs(under.NegativeAnchors, under.Negatives), Is.EqualTo(Pairs(plain.NegativeAnchors, plain.Negatives)), miner.GetType().Name);
        }
    }

    [Test]
    public void Relation_SeveralLabels_LeavesOutWhatLiesBetween([Values] bool withReference)
    {
        using var scope = NewDisposeScope();
        int[][] sets = [[0, 1], [0, 1], [1, 2], [3], [0, 1, 2], [3], []];
        var relation = OverlapRelation.From(sets, positiveFrom: 0.6, negativeUpTo: 0.1);
        long[] samples = [4, 0, 2, 6, 3, 1, 4];   // row 6 is another view of row 0
        long[] others = withReference ? [5, 0, 4, 2] : samples;
        var mined = new RelationMiner(new BatchEasyHardMiner(MiningStrategy.All, MiningStrategy.All), relation).Mine(
            Batches.Stack(Batches.Rows(7, 3, 56)), tensor(samples),
            withReference ? Batches.Stack(Batches.Rows(4, 3, 57)) : null, withReference ? tensor(others) : null).ToPairs();
        List<(long, long)> positives = [], negatives = [];
        for (var i = 0; i < samples.Length; i++)
        {
            for (var j = 0; j < others.Length; j++)
            {
                var between = relation.Between((int)samples[i], (int)others[j]);
                if (between == PairRelation.Positive)
                    positives.Add((i, j));
                else if (between is PairRelation.Negative or PairRelation.HardNegative)
                    negatives.Add((i, j));
            }
        }
        Assert.That(positives, Is.Not.Empty);
        Assert.That(Pairs(mined.PositiveAnchors, mined.Positives), Is.EqualTo(positives));
        Assert.That(Pairs(mined.NegativeAnchors, mined.Negatives), Is.EqualTo(negatives));
    }

    [Test]
    public void Relation_LabelsThatAreNoSamples_AreNamed()
    {
        using var scope = NewDisposeScope();
        var miner = new RelationMiner(new BatchAllMiner(), new ClassRelation(ClassIndex.From([0, 0, 1])));
        var error = Assert.Throws<ArgumentException>(() => miner.Mine(ones(2, 3), tensor(new long[] { 0, 3 })));
        Assert.That((error!.ParamName, error.Message), Is.EqualTo(("labels", "Expected sample numbers of 0 to 2 as labels, those of the relation, got 3. (Parameter 'labels')")));
        error = Assert.Throws<ArgumentException>(() => _ = new RelationMiner(new PackagedTripletMiner(), miner.Relation));
        Assert.That(error!.Message, Does.StartWith("Expected a miner of this library that looks at labels, got PackagedTripletMiner."));
    }

    // From row 0 at 0: positives 2 and 3 away, negatives 1, 2.5 and 4.
    [TestCase(2.0, null, new long[] { 4, 5 }, new long[] { 4, 5 })]
    [TestCase(null, 0.0, new long[] { 4, 5 }, new long[] { 5 })]
    [TestCase(null, -0.6, new long[] { 4, 5 }, new long[] { 4, 5 })]
    [TestCase(3.0, 1.0, new long[] { 5 }, new long[] { 5 })]
    public void Guard_PointsOnALine_DropsNegativesThatAreTooNear(double? tooNear, double? margin, long[] ofNearPositive, long[] ofFarPositive)
    {
        using var scope = NewDisposeScope();
        var points = tensor([0.0, 2, -3, 1, 2.5, -4], [6, 1]);
        var labels = tensor(new long[] { 0, 0, 0, 1, 2, 3 });
        var mined = new FalseNegativeGuard(new BatchAllMiner(), tooNear, margin, Plain).Mine(points, labels);
        var triplets = Triplets((TripletIndices)mined).Where(t => t.Item1 == 0).ToLookup(t => t.Item2, t => t.Item3);
        Assert.That(triplets[1], Is.EqualTo(ofNearPositive));
        Assert.That(triplets[2], Is.EqualTo(ofFarPositive));
        // Of pairs, the nearest positive decides.
        var pairs = new FalseNegativeGuard(new BatchEasyHardMiner(MiningStrategy.All, MiningStrategy.All), tooNear, margin, Plain).Mine(points, labels).ToPairs();
        Assert.That(Pairs(pairs.NegativeAnchors, pairs.Negatives).Where(pair => pair.Item1 == 0).Select(pair => pair.Item2), Is.EqualTo(ofNearPositive));
        Assert.That(pairs.PositiveCount, Is.EqualTo(6), "positive pairs stay");
    }

    [Test]
    public void Guard_OfAnotherNetwork_DecidesByItsEmbeddings()
    {
        using var scope = NewDisposeScope();
        var rows = tensor([0.0, 1, 5, 6], [4, 1]);
        var guide = tensor([1.0, 0, 0, 1, 0.9, 0.1, 0, 1], [4, 2]);   // row 2 looks like row 0
        var labels = tensor(new long[] { 0, 0, 1, 1 });
        var guard = new FalseNegativeGuard(new BatchAllMiner(), tooNear: 0.9, distance: new CosineSimilarity());
        var mined = Triplets((TripletIndices)guard.GuidedBy(guide).Mine(rows, labels));
        Assert.That(mined, Is.EqualTo(new[] { (0L, 1L, 3L), (1L, 0L, 2L), (2L, 3L, 1L), (3L, 2L, 0L) }), "1 and 3 look alike as well");
        var error = Assert.Throws<ArgumentException>(() => guard.GuidedBy(guide).Mine(rows[..3], labels[..3]));
        Assert.That(error!.Message, Does.StartWith("Expected a guide with 3 rows and 3 of the reference set, got 4 and 4."));
        Assert.That(Assert.Throws<ArgumentException>(() => _ = new FalseNegativeGuard(new BatchAllMiner()))!.ParamName, Is.EqualTo("tooNear"));
    }

    [Test]
    public void ClusterMeans_OfABatch_AreTheMeansWithTheirGradient()
    {
        using var scope = NewDisposeScope();
        var rows = tensor([0.0, 0, 2, 4, 6, 6], [3, 2]).requires_grad_();
        var labels = tensor(new long[] { 9, 9, 4 });
        using var means = ClusterMeans.Of(rows, labels);
        Assert.That(means.Labels.data<long>().ToArray(), Is.EqualTo(new long[] { 4, 9 }));
        Assert.That(means.Means.data<double>().ToArray(), Is.EqualTo(new double[] { 6, 6, 1, 2 }));
        means.Means.sum().backward();
        Assert.That(rows.grad!.data<double>().ToArray(), Is.EqualTo(new[] { 0.5, 0.5, 0.5, 0.5, 1, 1 }));
        // Farthest row of the class, nearest row of another one.
        var mined = (TripletIndices)means.Mine(new BatchHardMiner(Plain), rows, labels);
        Assert.That(Triplets(mined), Is.EqualTo(new[] { (0L, 2L, 1L), (1L, 0L, 2L) }));
    }

    [Test]
    public void Constructors_ValuesOutOfRange_AreNamed()
    {
        AssertNamed("negatives", "Expected ranks from 1 on, the last not before the first, got 0 to 3.", () => _ = new RankWindowMiner(new RankRange(0, 3)));
        AssertNamed("positives", "Expected ranks from 1 on, the last not before the first, got 3 to 2.", () => _ = new RankWindowMiner(RankRange.Hardest, new RankRange(3, 2)));
        AssertNamed("angle", "Expected 0 to below 90 degrees, got 90.", () => _ = new AngularMiner(90));
        AssertNamed("share", "Expected a share above 0 and up to 1, got 0.", () => _ = new HdcMiner(0));
        AssertNamed("epsilon", "Expected a finite number, got NaN.", () => _ = new MultiSimilarityMiner(double.NaN));
        AssertNamed("positiveMargin", "Expected a finite number", () => _ = new PairMarginMiner(double.PositiveInfinity));
        AssertNamed("cutoff", "Expected a distance above 0 and below 2, got 2.", () => _ = new DistanceWeightedMiner(2));
        AssertNamed("farthest", "Expected a distance above 0 and up to 2, got 2.1.", () => _ = new DistanceWeightedMiner(farthest: 2.1));
        AssertNamed("bins", "Expected 1 to 2147483647, got 0.", () => _ = new UniformHistogramMiner(0));
    }

    [Test]
    public void Packaged_RowsThatAreNoTriplets_AreNamed()
    {
        using var scope = NewDisposeScope();
        var labels = zeros(4, ScalarType.Int64);
        AssertNamed("embeddings", "Expected a multiple of 3 rows, got 4.", () => new PackagedTripletMiner().Mine(ones(4, 2), labels));
        AssertNamed("referenceEmbeddings", "Expected no reference set", () => new PackagedTripletMiner().Mine(ones(3, 2), labels[..3], ones(4, 2), labels));
    }

    private static double Length(IEnumerable<double> row) => Math.Sqrt(row.Sum(x => x * x));

    private static void AssertNamed(string name, string message, Action action)
    {
        var error = Assert.Catch<ArgumentException>(action);
        Assert.That(error!.ParamName, Is.EqualTo(name));
        Assert.That(error.Message, Does.StartWith(message));
    }

    private static (long, long, long)[] Triplets(TripletIndices triplets)
    {
        long[] a = triplets.Anchors.data<long>().ToArray(), p = triplets.Positives.data<long>().ToArray(), n = triplets.Negatives.data<long>().ToArray();
        return [.. a.Select((anchor, i) => (anchor, p[i], n[i]))];
    }

    private static (long, long)[] Pairs(Tensor anchors, Tensor others)
        => [.. anchors.data<long>().ToArray().Zip(others.data<long>().ToArray())];
}
