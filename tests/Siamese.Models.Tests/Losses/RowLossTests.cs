using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Losses;
using TorchSharp.Siamese.Models.Losses.Reducers;
using TorchSharp.Siamese.Models.Losses.Rows;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Losses;

/// <summary>Losses priced row by row and by masks, against the same ones on listed tuples.</summary>
public class RowLossTests
{
    private static readonly Dictionary<string, Func<MetricLossOptions, MetricLoss>> Losses = new()
    {
        ["NT-Xent"] = options => new NTXentLoss(0.2, options),
        ["SupCon"] = options => new SupConLoss(0.3, options),
        ["contrastive"] = options => new ContrastiveLoss(new ContrastiveLossOptions { Form = ContrastiveForm.Linear, PositiveMargin = 0.4, NegativeMargin = 1.1, Reducer = options.Reducer, Distance = options.Distance }),
        ["contrastive, squared"] = options => new ContrastiveLoss(new ContrastiveLossOptions { NegativeMargin = 1.5, Reducer = options.Reducer, Distance = options.Distance }),
        ["lifted structure"] = options => new LiftedStructureLoss(1, 0.1, options),
        ["generalised lifted structure"] = options => new GeneralizedLiftedStructureLoss(-2.5, 0.1, options),
        ["multi-similarity"] = options => new MultiSimilarityLoss(2, 10, 0.4, options),
        ["batch-hard"] = options => new BatchHardLoss(TripletPenalty.Hinge, 0.2, options),
        ["batch-hard, soft"] = options => new BatchHardLoss(TripletPenalty.SoftMargin, 0.2, options),
        ["margin"] = options => new MarginLoss(new MarginLossOptions { Beta = 0.9, Reducer = options.Reducer, Distance = options.Distance }),
        ["margin, learnt"] = options => new MarginLoss(new MarginLossOptions { Beta = 0.9, Nu = 0.1, Boundary = MarginBoundary.Learnt, Reducer = options.Reducer, Distance = options.Distance }),
        ["margin, per class"] = options => new MarginLoss(new MarginLossOptions { Beta = 0.9, Nu = 0.1, Boundary = MarginBoundary.LearntPerClass, Classes = 6, Reducer = options.Reducer, Distance = options.Distance }),
        ["triplet"] = options => new TripletMarginLoss(new TripletMarginLossOptions { Margin = 0.3, Reducer = options.Reducer, Distance = options.Distance }),
        ["triplet, hard"] = options => new TripletMarginLoss(new TripletMarginLossOptions { Margin = 0.3, Selection = TripletSelection.Hard, Reducer = options.Reducer, Distance = options.Distance }),
        ["triplet, semi-hard"] = options => new TripletMarginLoss(new TripletMarginLossOptions { Margin = 0.3, Selection = TripletSelection.SemiHard, SelectionMargin = 0.4, Reducer = options.Reducer, Distance = options.Distance }),
        ["triplet, nearest"] = options => new TripletMarginLoss(new TripletMarginLossOptions { Margin = 0.3, Selection = TripletSelection.NearestSemiHard, Reducer = options.Reducer, Distance = options.Distance }),
        ["circle"] = options => new CircleLoss(gamma: 8, options: options),
        ["dynamic soft margin"] = options => new DynamicSoftMarginLoss(-1.5, 7, 0.3, options),
        ["dynamic soft margin, many bins"] = options => new DynamicSoftMarginLoss(-0.1, 2000, 0.3, options),
    };

    private static readonly string[] OneDistance = ["circle", "dynamic soft margin", "dynamic soft margin, many bins"];

    private static readonly Reducer?[] Reducers =
    [
        null, Reducer.Mean, Reducer.Sum, Reducer.AverageNonZero, Reducer.Divisor, new PerAnchorReducer(), new PerAnchorReducer(Reducer.Sum),
        new PerAnchorReducer(Reducer.AverageNonZero), new ClassWeightedReducer([0.5, 2, 0, 1, 3, 1]), new ThresholdReducer(0.1, 2.5), new ThresholdReducer(high: 1),
    ];

    private static readonly IDistance?[] Distances = [null, new CosineSimilarity(), new LpDistance(), new LpDistance(power: 2), new LpDistance(p: 1), new SnrDistance()];

    private static IEnumerable<string> Names => Losses.Keys;

    // The others have no such form, or no other one off the CPU.
    private static IEnumerable<string> Masked
        => Names.Except(["SupCon", "generalised lifted structure", "multi-similarity", "circle", "dynamic soft margin", "dynamic soft margin, many bins"]);

    [Test]
    public void Rows_EveryReducerAndDistance_AgreeWithListedTuples([ValueSource(nameof(Names))] string name, [Values] bool withReference)
    {
        var compared = 0;
        for (var i = 0; i < Reducers.Length * Distances.Length; i++)
        {
            using var scope = NewDisposeScope();
            var batch = Batch(26, withReference, seed: i);
            compared += Compare(name, i, batch, (loss, given) => loss.Rows(given, i % 2 == 0 ? RowPass.BlockElements : 130), 1e-12) ? 1 : 0;
        }
        Assert.That(compared, Is.GreaterThanOrEqualTo(OneDistance.Contains(name) ? 60 : 24), "most reducers need no list");
    }

    [Test]
    public void Masked_EveryReducerAndDistance_AgreesWithListedTuples([ValueSource(nameof(Masked))] string name, [Values] bool withReference)
    {
        var compared = 0;
        for (var i = 0; i < Reducers.Length * Distances.Length; i++)
        {
            using var scope = NewDisposeScope();
            compared += Compare(name, i, Batch(26, withReference, seed: i), (loss, given) => loss.Masked(given), 1e-11) ? 1 : 0;
        }
        Assert.That(compared, Is.GreaterThanOrEqualTo(name.StartsWith("margin", StringComparison.Ordinal) ? 10 : 30));
    }

    [Test]
    public void Rows_GivenPairs_AgreeWithMasks([Values("multi-similarity", "generalised lifted structure", "SupCon", "circle", "batch-hard")] string name)
    {
        for (var i = 0; i < Reducers.Length; i++)
        {
            using var scope = NewDisposeScope();
            var batch = Batch(26, withReference: i % 2 == 1, seed: i + 300);
            using var mined = new MultiSimilarityMiner(0.05).Mine(batch.Embeddings, batch.Labels!, batch.ReferenceEmbeddings, batch.ReferenceLabels);
            var twice = new PairIndices(
                cat([mined.PositiveAnchors, mined.PositiveAnchors.flip(0)]), cat([mined.Positives, mined.Positives.flip(0)]),
                cat([mined.NegativeAnchors.flip(0), mined.NegativeAnchors]), cat([mined.Negatives.flip(0), mined.Negatives]));
            Assert.That(Compare(name, i, batch with { Tuples = twice }, (loss, given) => loss.Rows(given, 130), 1e-12), Is.EqualTo(Reducers[i] is not ThresholdReducer { Low: not 0 } || name != "batch-hard"));
        }
    }

    // Each row has one or two of five labels: shares of 1, 1/2, 1/3 and 0.
    [Test]
    public void Rows_SeveralLabelsEach_AgreeWithListedTuples([ValueSource(nameof(Names))] string name, [Values] bool withReference)
    {
        if (name == "margin, per class")
            Assert.Pass("Looks at class labels.");
        using var scope = NewDisposeScope();
        var random = new Random(5);
        string[][] labels = [.. Enumerable.Range(0, 40).Select(_ => new[] { $"{random.Next(5)}", $"{random.Next(5)}" }.Distinct().ToArray())];
        var relation = OverlapRelation.From(labels, positiveFrom: 0.9, negativeUpTo: 0.1);
        var batch = Batch(26, withReference, seed: 61) with
        {
            Labels = null, ReferenceLabels = null, Relation = relation, Samples = tensor([.. Enumerable.Range(0, 26).Select(i => i * 7L % 40)], ScalarType.Int64),
            ReferenceSamples = withReference ? tensor([.. Enumerable.Range(0, 19).Select(i => i * 11L % 40)], ScalarType.Int64) : null,
        };
        Assert.That(Compare(name, 0, batch, (loss, given) => loss.Rows(given, 130), 1e-12));
    }

    // 2,100 rows of two classes: more than 2^31 triplets, which no list holds.
    [Test]
    public void Evaluate_RelationWithBillionsOfTriplets_ListsNone([Values("triplet", "triplet, semi-hard", "margin", "dynamic soft margin")] string name)
    {
        using var scope = NewDisposeScope();
        int[] classes = [.. Enumerable.Range(0, 2100).Select(i => i % 2)];
        var batch = new LossBatch(Batches.Stack(Batches.Rows(2100, 4, 62), ScalarType.Float32).requires_grad_())
        {
            Relation = new ClassRelation(ClassIndex.From(classes)), Samples = arange(2100, ScalarType.Int64),
        };
        using var loss = Losses[name](new MetricLossOptions());
        var result = loss.Evaluate(batch);
        result.Loss.backward();
        var all = 2100L * 1049 * 1050;
        Assert.That(all, Is.GreaterThan(int.MaxValue));
        Assert.That(result.TupleCount, Is.InRange(name == "triplet, semi-hard" ? all / 100 : all, all));
        Assert.That(result.Loss.item<float>(), Is.GreaterThan(0).And.LessThan(10));
        Assert.That(batch.Embeddings.grad!.isfinite().all().item<bool>());
        Assert.That(batch.Embeddings.grad!.abs().max().item<float>(), Is.GreaterThan(0));
    }

    // 1,100 rows are more than one block.
    [TestCase("NT-Xent")]
    [TestCase("SupCon")]
    [TestCase("contrastive")]
    [TestCase("lifted structure")]
    [TestCase("generalised lifted structure")]
    [TestCase("multi-similarity")]
    public void Evaluate_SeveralBlocks_AgreeWithListedPairs(string name)
    {
        using var scope = NewDisposeScope();
        var batch = new LossBatch(Batches.Stack(Batches.Rows(1100, 4, 132)).requires_grad_()) { Labels = tensor(Batches.Labels(1100, 100, 132)) };
        Assert.That(Compare(name, 0, batch, (loss, given) => loss.Evaluate(given), 1e-12));
    }

    // The gradient is computed on the way forward: what is not known must not look like a number.
    [Test]
    public void Backward_Twice_IsNaN([Values] bool withReference)
    {
        using var scope = NewDisposeScope();
        var batch = Batch(26, withReference, seed: 63);
        using var loss = new TripletMarginLoss(0.3);
        var plain = autograd.grad([loss.Evaluate(batch).Loss], [batch.Embeddings])[0];
        var first = autograd.grad([loss.Evaluate(batch).Loss], [batch.Embeddings], create_graph: true)[0];
        Assert.That(first.equal(plain).all().item<bool>(), "the first derivative is what it was");
        first.square().sum().backward();
        Assert.That(batch.Embeddings.grad!.isnan().all().item<bool>());
    }

    [Test]
    public void Evaluate_SinglePrecision_StaysWithinRounding([ValueSource(nameof(Names))] string name)
    {
        if (name == "dynamic soft margin, many bins")
            Assert.Pass("Its edges lie closer than single precision tells distances apart.");
        using var scope = NewDisposeScope();
        using MetricLoss loss = Losses[name](new MetricLossOptions()), exact = Losses[name](new MetricLossOptions());
        var labels = tensor(Batches.Labels(50, 6, 131));
        var wide = Batches.Stack(Batches.Rows(50, 6, 131)).requires_grad_();
        var narrow = wide.detach().to(ScalarType.Float32).requires_grad_();
        var (expected, actual) = (exact.call(wide, labels), loss.call(narrow, labels));
        expected.backward();
        actual.backward();
        Assert.That(actual.item<float>(), Is.EqualTo(expected.item<double>()).Within(1e-4));
        Assert.That(allclose(narrow.grad!.to(ScalarType.Float64), wide.grad!, 1e-3, 1e-4));
    }

    private static LossBatch Batch(int count, bool withReference, int seed) => new(Batches.Stack(Batches.Rows(count, 5, seed)).requires_grad_())
    {
        Labels = tensor(Batches.Labels(count, 6, seed)),
        ReferenceEmbeddings = withReference ? Batches.Stack(Batches.Rows(19, 5, seed + 100)).requires_grad_() : null,
        ReferenceLabels = withReference ? tensor(Batches.Labels(19, 7, seed + 100)) : null,
    };

    /// <summary>False where the loss has no such form.</summary>
    private static bool Compare(string name, int which, LossBatch batch, Func<MetricLoss, LossBatch, LossResult?> form, double tolerance)
    {
        var distance = OneDistance.Contains(name) ? null : Distances[which / Reducers.Length];
        var options = new MetricLossOptions { Reducer = Reducers[which % Reducers.Length], Distance = distance };
        using MetricLoss loss = Losses[name](options), other = Losses[name](options);
        loss.to(ScalarType.Float64);
        other.to(ScalarType.Float64);
        var copy = batch with { Embeddings = batch.Embeddings.detach().clone().requires_grad_(), ReferenceEmbeddings = batch.ReferenceEmbeddings?.detach().clone().requires_grad_() };
        if (form(loss, batch) is not { } actual)
            return false;
        var expected = other.Listed(copy);
        var what = $"{loss.reducer.GetType().Name}, {loss.distance.GetType().Name}";
        Assert.That((actual.TupleCount, actual.ActiveCount), Is.EqualTo((expected.TupleCount, expected.ActiveCount)), what);
        Assert.That(actual.Loss.item<double>(), Is.EqualTo(expected.Loss.item<double>()).Within(tolerance * Math.Max(1, Math.Abs(expected.Loss.item<double>()))), what);
        actual.Loss.backward();
        expected.Loss.backward();
        if (loss.reducer is not ThresholdReducer { Low: not 0 })
            Assert.That(copy.Embeddings.grad!.count_nonzero().item<long>(), Is.GreaterThan(0), $"the batch shows nothing: {what}");
        AssertSame(batch.Embeddings.grad!, copy.Embeddings.grad!, tolerance, what);
        if (batch.ReferenceEmbeddings is { } reference)
            AssertSame(reference.grad!, copy.ReferenceEmbeddings!.grad!, tolerance, what);
        foreach (var (mine, theirs) in loss.parameters().Zip(other.parameters()))
            AssertSame(mine.grad!, theirs.grad!, tolerance, "parameter, " + what);
        foreach (var (mine, theirs) in loss.buffers().Zip(other.buffers()))
            AssertSame(mine, theirs, tolerance, "buffer, " + what);
        return true;
    }

    private static void AssertSame(Tensor actual, Tensor expected, double tolerance, string what)
    {
        var difference = (actual - expected).abs().max().item<double>();
        Assert.That(difference, Is.LessThanOrEqualTo(tolerance * Math.Max(1, expected.abs().max().item<double>())), what);
        Assert.That(double.IsFinite(difference), what);
    }
}
