using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Losses;
using TorchSharp.Siamese.Models.Losses.Reducers;
using TorchSharp.Siamese.Models.Losses.Regularizers;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Losses;

/// <summary>Parts of definitions that few batches show, each by numbers worked out by hand.</summary>
public class LossDetailTests
{
    // At 170 degrees cos(θ + m) would rise again: cos θ − m sin m takes its place.
    [Test]
    public void ArcFace_AngleBeyondTheMarginsReach_FallsOn([Values] bool subCenters)
    {
        using var scope = NewDisposeScope();
        using MetricLoss loss = subCenters ? new SubCenterArcFaceLoss(2, 2, 28.6, 1, centersPerClass: 1) : new ArcFaceLoss(2, 2, 28.6, 1);
        loss.to(ScalarType.Float64);
        using (no_grad())
            loss.get_parameter("weight")!.copy_(eye(2, dtype: ScalarType.Float64));
        var (angle, m) = (double.DegreesToRadians(170), double.DegreesToRadians(28.6));
        var own = Math.Cos(angle) - (m * Math.Sin(m));
        var value = loss.call(tensor([3 * Math.Cos(angle), 3 * Math.Sin(angle)], [1, 2]), tensor(new long[] { 0 }));
        Assert.That(value.item<double>(), Is.EqualTo(Math.Log(1 + Math.Exp(Math.Sin(angle) - own))).Within(1e-12));
    }

    [Test]
    public void RegularFace_OppositeClasses_AreWorthMinusOne()
    {
        using var scope = NewDisposeScope();
        Assert.That(new RegularFaceRegularizer().Price(tensor([2.0, 0, -3, 0], [2, 2])).item<double>(), Is.EqualTo(-1).Within(1e-12));
    }

    // Named are rows 0, 0, 1 and 2, 2, 2: weights 2/3, 1/3, 1 and 0.
    [Test]
    public void Nca_GivenTriplets_WeighTheRowsTheyName()
    {
        using var scope = NewDisposeScope();
        var batch = new LossBatch(Batches.Stack(Batches.Rows(4, 3, 111))) { Labels = tensor(new long[] { 0, 0, 1, 1 }) };
        using var triplets = new TripletIndices(tensor(new long[] { 0, 2 }), tensor(new long[] { 1, 2 }), tensor(new long[] { 2, 0 }));
        using MetricLoss loss = new NcaLoss(), each = new NcaLoss(options: new MetricLossOptions { Reducer = Reducer.None });
        var losses = each.Evaluate(batch).Loss.data<double>().ToArray();
        var expected = ((losses[0] * 2 / 3) + (losses[1] / 3) + losses[2]) / 4;
        Assert.That(loss.Evaluate(batch with { Tuples = triplets }).Loss.item<double>(), Is.EqualTo(expected).Within(1e-12));
    }

    // Classes of one row, and rows without a positive: what has no loss is no anchor.
    [TestCase("NPairs")]
    [TestCase("Nca")]
    [TestCase("FastAp")]
    [TestCase("ProxyAnchor")]
    public void MeanPerAnchor_LossOfAnchorsOrClasses_IsTheMean(string name)
    {
        using var scope = NewDisposeScope();
        var (rows, labels) = (Batches.Stack(Batches.Rows(6, 4, 118), ScalarType.Float32), tensor(new long[] { 0, 1, 0, 3, 3, 4 }));
        using MetricLoss mean = EveryLoss.Create(name, Reducer.Mean), perAnchor = EveryLoss.Create(name, new PerAnchorReducer());
        Assert.That(perAnchor.call(rows, labels).item<float>(), Is.EqualTo(mean.call(rows, labels).item<float>()).Within(1e-6f));
    }

    // ν times β, once, however many triplets there are.
    [Test]
    public void Margin_LearntBoundary_CostsItsPenaltyOnce()
    {
        using var scope = NewDisposeScope();
        var (rows, labels) = (Batches.Stack(Batches.Rows(10, 4, 112)), tensor(Batches.Labels(10, 3, 112)));
        double Cost(double nu)
        {
            using var loss = new MarginLoss(new MarginLossOptions { Boundary = MarginBoundary.Learnt, Beta = 1.25, Nu = nu });
            return loss.call(rows, labels).item<double>();
        }
        Assert.That(Cost(0.5) - Cost(0), Is.EqualTo(0.625).Within(1e-12));
    }

    // The second batch's counts join the first one's with the weight of the momentum, and all add up to 1.
    [Test]
    public void DynamicSoftMargin_SecondBatch_JoinsTheHistogramByMomentum()
    {
        using var scope = NewDisposeScope();
        const double Momentum = 0.2;
        using MetricLoss both = new DynamicSoftMarginLoss(momentum: Momentum), first = new DynamicSoftMarginLoss(), second = new DynamicSoftMarginLoss();
        var labels = tensor(Batches.Labels(8, 3, 113));
        Tensor one = Batches.Stack(Batches.Rows(8, 4, 113)), two = Batches.Stack(Batches.Rows(8, 4, 114));
        both.call(one, labels);
        both.call(two, labels);
        first.call(one, labels);
        var count = second.Evaluate(new LossBatch(two) { Labels = labels }).TupleCount;
        var (h1, h2) = (first.get_buffer("histogram")!, second.get_buffer("histogram")!);
        var expected = ((1 - Momentum) * h1 + Momentum * count * h2) / (1 - Momentum + Momentum * count);
        Assert.That(both.get_buffer("histogram")!.data<double>().ToArray(), Is.EqualTo(expected.data<double>().ToArray()).Within(1e-12));
        Assert.That((h1 - h2).abs().max().item<double>(), Is.GreaterThan(0.01), "the batches show nothing");
    }

    [Test]
    public void RankedList_OneClass_IsTheSideOfThePositivesAlone()
    {
        using var scope = NewDisposeScope();
        var (rows, labels) = (Batches.Stack(Batches.Rows(5, 4, 115)), zeros(5, ScalarType.Int64));
        double Cost(double imbalance)
        {
            using var loss = new RankedListLoss(new RankedListLossOptions { Imbalance = imbalance });
            return loss.call(rows, labels).item<double>();
        }
        Assert.That(Cost(0), Is.GreaterThan(0.01));
        Assert.That(Cost(0.25), Is.EqualTo(0.75 * Cost(0)).Within(1e-12));
        Assert.That(Cost(1), Is.Zero);
    }

    // Without margin the losses of distances grow as the rows do, past where squares overflow.
    [Test]
    public void Triplets_HugeRowsAsTheyAre_CostInProportion(
        [Values(TripletSelection.All, TripletSelection.Hardest, TripletSelection.Hard)] TripletSelection selection, [Values] bool withReference)
    {
        using var scope = NewDisposeScope();
        using var loss = new TripletMarginLoss(new TripletMarginLossOptions { Margin = 0, Selection = selection, Distance = new LpDistance(normalize: false) });
        Tensor rows = Batches.Stack(Batches.Rows(9, 4, 116)).requires_grad_(), huge = (rows.detach() * 1e300).requires_grad_();
        Tensor reference = Batches.Stack(Batches.Rows(7, 4, 117)), labels = tensor(Batches.Labels(9, 3, 116));
        LossBatch Batch(Tensor left, double factor) => new(left)
        {
            Labels = labels,
            ReferenceEmbeddings = withReference ? reference * factor : null,
            ReferenceLabels = withReference ? labels[..7] : null,
        };
        Tensor expected = loss.Evaluate(Batch(rows, 1)).Loss, actual = loss.Evaluate(Batch(huge, 1e300)).Loss;
        expected.backward();
        actual.backward();
        Assert.That(actual.item<double>() / 1e300, Is.EqualTo(expected.item<double>()).Within(1e-12));
        Assert.That((huge.grad! - rows.grad!).abs().max().item<double>(), Is.EqualTo(0).Within(1e-12));
        Assert.That(expected.item<double>(), Is.GreaterThan(0));
    }
}
