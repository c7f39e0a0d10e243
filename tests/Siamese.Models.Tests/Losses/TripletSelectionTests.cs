using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Losses;
using TorchSharp.Siamese.Models.Losses.Reducers;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Losses;

/// <summary>The triplet loss that lists no triplet, against the one that lists them all.</summary>
public class TripletSelectionTests
{
    private const double Margin = 0.3;

    private static readonly IDistance[] Distances =
    [
        new LpDistance(), new LpDistance(power: 2), new LpDistance(normalize: false), new CosineSimilarity(), new DotProductSimilarity(),
        new LpDistance(p: 1), new SnrDistance(), new CosineSimilarity(power: 2),
    ];

    // 7 positives an anchor look at every negative each; 59 and more are sorted.
    [Test]
    public void Evaluate_Labels_AgreesWithListedTriplets(
        [Values] TripletSelection selection, [Values] TripletPenalty penalty, [Range(0, 7)] int distance, [Values] bool withReference, [Values(9, 2)] int classes)
    {
        using var scope = NewDisposeScope();
        var batch = Batch(classes == 2 ? 121 : 66, classes, withReference, seed: 31);
        var loss = Loss(selection, penalty, Distances[distance], Reducer.Mean);
        AssertSame(loss.Evaluate(batch), Clone(batch), loss, tolerance: 1e-12, batch);
    }

    [Test]
    public void Evaluate_Blocks_AgreeWithOneBlock([Values] TripletSelection selection, [Values(1, 130, 700)] int blockElements, [Values] bool withReference, [Values(0, 2, 3, 5)] int distance)
    {
        using var scope = NewDisposeScope();
        var batch = Batch(40, 5, withReference, seed: 32);
        var loss = Loss(selection, TripletPenalty.Hinge, Distances[distance], Reducer.AverageNonZero);
        AssertSame(loss.Rows(batch, blockElements)!, Clone(batch), loss, tolerance: 1e-12, batch);
    }

    private static readonly object[] Reduced =
    [
        new TestCaseData(Reducer.Mean).SetArgDisplayNames("mean"),
        new TestCaseData(Reducer.Sum).SetArgDisplayNames("sum"),
        new TestCaseData(Reducer.AverageNonZero).SetArgDisplayNames("non-zero"),
        new TestCaseData(new PerAnchorReducer()).SetArgDisplayNames("per anchor"),
        new TestCaseData(new PerAnchorReducer(Reducer.Sum)).SetArgDisplayNames("per anchor, sum"),
        new TestCaseData(new PerAnchorReducer(Reducer.AverageNonZero)).SetArgDisplayNames("per anchor, non-zero"),
        new TestCaseData(new ClassWeightedReducer([0.5, 2, 0, 1, 3, 1])).SetArgDisplayNames("class weights"),
        new TestCaseData(new ThresholdReducer(0.05, 0.2)).SetArgDisplayNames("threshold, which lists"),
    ];

    [TestCaseSource(nameof(Reduced))]
    public void Evaluate_Reducers_AgreeWithListedTriplets(Reducer reducer)
    {
        using var scope = NewDisposeScope();
        foreach (var selection in new[] { TripletSelection.All, TripletSelection.SemiHard, TripletSelection.Hardest })
        {
            var batch = Batch(30, 5, withReference: false, seed: 33);
            var loss = Loss(selection, TripletPenalty.Hinge, Distances[0], reducer);
            AssertSame(loss.Evaluate(batch), Clone(batch), loss, tolerance: 1e-12, batch);
        }
    }

    [Test]
    public void Evaluate_SinglePrecision_StaysWithinRounding([Values] TripletSelection selection)
    {
        using var scope = NewDisposeScope();
        var batch = Batch(64, 8, withReference: false, seed: 34);
        var narrow = new LossBatch(batch.Embeddings.detach().to(ScalarType.Float32).requires_grad_()) { Labels = batch.Labels };
        var loss = Loss(selection, TripletPenalty.Hinge, Distances[0], Reducer.Mean);
        var (wide, single) = (loss.Evaluate(batch), loss.Evaluate(narrow));
        Assert.That(single.Loss.dtype, Is.EqualTo(ScalarType.Float32));
        Assert.That(single.Loss.item<float>(), Is.EqualTo(wide.Loss.item<double>()).Within(1e-5));
        wide.Loss.backward();
        single.Loss.backward();
        Assert.That(allclose(narrow.Embeddings.grad!.to(ScalarType.Float64), batch.Embeddings.grad!, 1e-3, 1e-5));
    }

    [Test]
    public void Evaluate_HalfPrecision_GivesItsOwnType()
    {
        using var scope = NewDisposeScope();
        var rows = Batches.Stack(Batches.Rows(12, 5, 35)).to(ScalarType.BFloat16).requires_grad_();
        var value = new TripletMarginLoss(Margin).call(rows, tensor(Batches.Labels(12, 3, 35)));
        value.backward();
        Assert.That((value.dtype, rows.grad!.dtype), Is.EqualTo((ScalarType.BFloat16, ScalarType.BFloat16)));
        Assert.That(rows.grad!.isfinite().all().item<bool>());
    }

    [Test]
    public void Evaluate_EqualRows_HaveFiniteGradients([Values] TripletSelection selection, [Range(0, 4)] int distance)
    {
        using var scope = NewDisposeScope();
        var rows = ones(8, 3, ScalarType.Float64).requires_grad_();
        var result = Loss(selection, TripletPenalty.Hinge, Distances[distance], Reducer.Mean).Evaluate(new LossBatch(rows) { Labels = tensor(new long[] { 0, 0, 1, 1, 2, 2, 3, 3 }) });
        result.Loss.backward();
        // All gaps are 0: no triplet is semi-hard, every one costs the margin.
        var nothing = selection is TripletSelection.SemiHard or TripletSelection.NearestSemiHard;
        Assert.That(result.Loss.item<double>(), Is.EqualTo(nothing ? 0 : Margin).Within(1e-12));
        Assert.That(rows.grad!.isfinite().all().item<bool>());
    }

    [TestCase(new long[] { 0, 1, 2, 3 })]
    [TestCase(new long[] { 5, 5, 5, 5 })]
    [TestCase(new long[] { 5 })]
    [TestCase(new long[0])]
    public void Evaluate_NoTriplet_IsZeroWithZeroGradient(long[] labels)
    {
        using var scope = NewDisposeScope();
        foreach (var selection in Enum.GetValues<TripletSelection>())
        {
            var rows = Batches.Stack(Batches.Rows(4, 3, 36)).narrow(0, 0, labels.Length).clone().requires_grad_();
            var result = Loss(selection, TripletPenalty.Hinge, Distances[0], Reducer.AverageNonZero).Evaluate(new LossBatch(rows) { Labels = tensor(labels) });
            result.Loss.backward();
            Assert.That((result.Loss.item<double>(), result.TupleCount, result.ActiveCount), Is.EqualTo((0.0, 0L, 0L)));
            Assert.That(rows.grad!.count_nonzero().item<long>(), Is.Zero);
        }
    }

    [Test]
    public void Evaluate_NaN_NamesTheRow([Values] TripletSelection selection)
    {
        using var scope = NewDisposeScope();
        var rows = Batches.Rows(6, 3, 37);
        rows[2][1] = double.NaN;
        var error = Assert.Throws<ArgumentException>(() => Loss(selection, TripletPenalty.Hinge, Distances[0], Reducer.Mean)
            .call(Batches.Stack(rows), tensor(new long[] { 0, 0, 0, 1, 1, 1 })));
        Assert.That(error!.Message, Does.StartWith("Expected finite embeddings, got NaN or infinity in row 2 of 6."));
    }

    [Test]
    public void Backward_GradientOfWhatFollows_IsHandedOn()
    {
        using var scope = NewDisposeScope();
        var batch = Batch(20, 4, withReference: false, seed: 38);
        var loss = Loss(TripletSelection.All, TripletPenalty.Hinge, Distances[0], Reducer.Mean);
        GradientCheck.Agrees(rows => (3 * loss.call(rows, batch.Labels!)).square(), batch.Embeddings.detach());
    }

    [Test]
    public void Evaluate_WithoutGradients_MakesNone()
    {
        using var scope = NewDisposeScope();
        var batch = Batch(20, 4, withReference: false, seed: 39);
        var loss = Loss(TripletSelection.All, TripletPenalty.Hinge, Distances[0], Reducer.Mean);
        Assert.That(loss.call(batch.Embeddings.detach(), batch.Labels!).requires_grad, Is.False);
        using (no_grad())
            Assert.That(loss.call(batch.Embeddings, batch.Labels!).requires_grad, Is.False);
    }

    [Test]
    public void Evaluate_LeavesOnlyItsResultAlive()
    {
        using var rows = Batches.Stack(Batches.Rows(12, 5, 40));
        using var labels = tensor(Batches.Labels(12, 3, 40));
        using var loss = Loss(TripletSelection.All, TripletPenalty.Hinge, Distances[0], Reducer.Mean);
        LeakCheck.LeavesOnlyItsResult(() => loss.call(rows, labels));
        using var learnt = rows.detach().requires_grad_();
        LeakCheck.LeavesOnlyItsResult(() => loss.call(learnt, labels));
    }

    // 4,096 rows of 32 classes: 4,096 * 127 * 3,968 triplets, 15 GB as a list of bytes.
    [Test]
    public void Evaluate_TwoBillionTriplets_CountsThem()
    {
        using var scope = NewDisposeScope();
        var rows = Batches.Stack(Batches.Rows(4096, 4, 41), ScalarType.Float32).requires_grad_();
        var labels = arange(4096, ScalarType.Int64).remainder(32);
        var result = Loss(TripletSelection.All, TripletPenalty.Hinge, Distances[0], Reducer.AverageNonZero).Evaluate(new LossBatch(rows) { Labels = labels });
        result.Loss.backward();
        Assert.That(result.TupleCount, Is.EqualTo(4096L * 127 * 3968));
        Assert.That(result.ActiveCount, Is.InRange(result.TupleCount / 4, result.TupleCount));
        Assert.That(rows.grad!.isfinite().all().item<bool>());
    }

    [Test]
    public void Constructor_ValuesOutOfRange_AreNamed()
    {
        AssertNamed("Expected one of All, Hard, SemiHard, NearestSemiHard, Hardest, got 9.", new TripletMarginLossOptions { Selection = (TripletSelection)9 });
        AssertNamed("Expected a finite number above 0, got 0.", new TripletMarginLossOptions { Selection = TripletSelection.SemiHard, SelectionMargin = 0 });
        AssertNamed("Expected a margin above 0, or a selection margin, to select semi-hard triplets by, got a margin of 0.", new TripletMarginLossOptions { Selection = TripletSelection.SemiHard, Margin = 0 });
    }

    private static void AssertNamed(string message, TripletMarginLossOptions options)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ = new TripletMarginLoss(options));
        Assert.That(error!.ParamName, Is.EqualTo("options"));
        Assert.That(error.Message, Does.StartWith(message));
    }

    private static TripletMarginLoss Loss(TripletSelection selection, TripletPenalty penalty, IDistance distance, Reducer reducer)
        => new(new TripletMarginLossOptions { Margin = Margin, Selection = selection, SelectionMargin = 0.4, Penalty = penalty, Distance = distance, Reducer = reducer });

    private static LossBatch Batch(int count, int classes, bool withReference, int seed) => new(Batches.Stack(Batches.Rows(count, 5, seed)).requires_grad_())
    {
        Labels = tensor(Batches.Labels(count, classes, seed)),
        ReferenceEmbeddings = withReference ? Batches.Stack(Batches.Rows(count + 17, 5, seed + 1)).requires_grad_() : null,
        ReferenceLabels = withReference ? tensor(Batches.Labels(count + 17, classes + 1, seed + 1)) : null,
    };

    private static LossBatch Clone(LossBatch batch) => batch with
    {
        Embeddings = batch.Embeddings.detach().clone().requires_grad_(),
        ReferenceEmbeddings = batch.ReferenceEmbeddings?.detach().clone().requires_grad_(),
    };

    private static void AssertSame(LossResult actual, LossBatch copy, TripletMarginLoss loss, double tolerance, LossBatch batch)
    {
        ITripletMiner miner = loss.selection switch
        {
            TripletSelection.All => new BatchAllMiner(),
            TripletSelection.Hard => new TripletMarginMiner(0, TripletKind.Hard, loss.distance),
            TripletSelection.SemiHard => new TripletMarginMiner(loss.selection_margin, TripletKind.SemiHard, loss.distance),
            TripletSelection.NearestSemiHard => new SemiHardMiner(loss.selection_margin, loss.distance),
            _ => new BatchHardMiner(loss.distance),
        };
        var tuples = miner.Mine(copy.Embeddings, copy.Labels!, copy.ReferenceEmbeddings, copy.ReferenceLabels);
        var listed = loss.Evaluate(copy with { Tuples = tuples });
        Assert.That(tuples.Count, Is.GreaterThan(0), "the batch shows nothing");
        Assert.That(actual.TupleCount, Is.EqualTo(listed.TupleCount), "triplets");
        Assert.That(actual.ActiveCount, Is.EqualTo(listed.ActiveCount), "active triplets");
        Assert.That(actual.Loss.item<double>(), Is.EqualTo(listed.Loss.item<double>()).Within(tolerance * Math.Max(1, listed.Loss.item<double>())));
        actual.Loss.backward();
        listed.Loss.backward();
        AssertClose(batch.Embeddings.grad!, copy.Embeddings.grad!, tolerance);
        if (copy.ReferenceEmbeddings is not null)
            AssertClose(batch.ReferenceEmbeddings!.grad!, copy.ReferenceEmbeddings.grad!, tolerance);
    }

    private static void AssertClose(Tensor actual, Tensor expected, double tolerance)
    {
        var scale = Math.Max(1e-3, expected.abs().max().item<double>());
        Assert.That((actual - expected).abs().max().item<double>() / scale, Is.LessThanOrEqualTo(tolerance));
    }
}
