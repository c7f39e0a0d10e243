using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Losses;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Losses;

public class TripletMarginLossTests
{
    private static readonly TripletMarginLossOptions Raw = new() { Distance = new LpDistance(normalize: false) };

    // Anchor at 0, positive at 3, negative at 4: d(a,p) = 3, d(a,n) = 4, d(p,n) = 1.
    [TestCase(0.5, false, TripletPenalty.Hinge, 0)]                              // 3 − 4 + 0.5 < 0
    [TestCase(2, false, TripletPenalty.Hinge, 1)]                                // 3 − 4 + 2
    [TestCase(0.5, true, TripletPenalty.Hinge, 2.5)]                             // 3 − 1 + 0.5
    [TestCase(0, false, TripletPenalty.SoftMargin, 0.313261687518222834)]        // ln(1 + e⁻¹)
    [TestCase(0, true, TripletPenalty.SoftMargin, 2.12692801104297249)]          // ln(1 + e²)
    public void Forward_OneTriplet_MatchesHandComputedValue(double margin, bool swap, TripletPenalty penalty, double expected)
    {
        using var scope = NewDisposeScope();
        using var loss = new TripletMarginLoss(Raw with { Margin = margin, Swap = swap, Penalty = penalty });
        var (anchor, positive, negative) = (tensor([0.0], [1, 1]), tensor([3.0], [1, 1]), tensor([4.0], [1, 1]));
        Assert.That(loss.call(anchor, positive, negative).item<double>(), Is.EqualTo(expected).Within(1e-12));
        using var indices = new TripletIndices(tensor(new long[] { 0 }), tensor(new long[] { 1 }), tensor(new long[] { 2 }));
        var batch = loss.call(tensor([0.0, 3, 4], [3, 1]), tensor(new long[] { 0, 0, 1 }), indices);
        Assert.That(batch.item<double>(), Is.EqualTo(expected).Within(1e-12));
    }

    // Cosines: a·p = 0, a·n = 0.6, p·n = 0.8.
    [TestCase(false, 0.8)]    // 0.6 − 0 + 0.2
    [TestCase(true, 1.0)]     // 0.8 − 0 + 0.2: the nearer is the more alike
    public void Forward_Similarity_ExchangesTheSigns(bool swap, double expected)
    {
        using var scope = NewDisposeScope();
        using var loss = new TripletMarginLoss(new TripletMarginLossOptions { Margin = 0.2, Swap = swap, Distance = new CosineSimilarity() });
        var value = loss.call(tensor([1.0, 0], [1, 2]), tensor([0.0, 1], [1, 2]), tensor([0.6, 0.8], [1, 2]));
        Assert.That(value.item<double>(), Is.EqualTo(expected).Within(1e-12));
    }

    [Test]
    public void Evaluate_RandomBatch_MatchesTripleLoop([Values] bool swap, [Values] TripletPenalty penalty, [Values] bool withReference)
    {
        using var scope = NewDisposeScope();
        var (rows, labels) = (Batches.Rows(11, 4, 31), Batches.Labels(11, 3, 31));
        var (reference, referenceLabels) = withReference ? (Batches.Rows(9, 4, 32), Batches.Labels(9, 4, 32)) : (rows, labels);
        using var loss = new TripletMarginLoss(new TripletMarginLossOptions { Margin = 0.3, Swap = swap, Penalty = penalty });
        var losses = LossOracle.Triplets(rows, labels, reference, referenceLabels, !withReference, 0.3, swap, penalty == TripletPenalty.SoftMargin);
        var result = loss.Evaluate(new LossBatch(Batches.Stack(rows))
        {
            Labels = tensor(labels),
            ReferenceEmbeddings = withReference ? Batches.Stack(reference) : null,
            ReferenceLabels = withReference ? tensor(referenceLabels) : null,
        });
        Assert.That(result.Loss.item<double>(), Is.EqualTo(LossOracle.MeanOfPositive(losses)).Within(1e-12));
        Assert.That((result.TupleCount, result.ActiveCount), Is.EqualTo((losses.Count, losses.Count(v => v > 0))));
    }

    [Test]
    public void Forward_MinedTriplets_IsTheMeanOfThoseThatViolate()
    {
        using var scope = NewDisposeScope();
        var (rows, labels) = (Batches.Stack(Batches.Rows(20, 4, 33)), tensor(Batches.Labels(20, 5, 33)));
        using var loss = new TripletMarginLoss(0.2);
        using var mined = new TripletMarginMiner(0.2).Mine(rows, labels);
        Assert.That(mined.Count, Is.GreaterThan(0));
        Assert.That(loss.call(rows, labels, mined).item<double>(), Is.EqualTo(loss.call(rows, labels).item<double>()).Within(1e-12));
    }

    [Test]
    public void Forward_RandomBatch_HasTheGradientOfFiniteDifferences([Values] bool swap, [Values] TripletPenalty penalty)
    {
        using var scope = NewDisposeScope();
        using var loss = new TripletMarginLoss(new TripletMarginLossOptions { Margin = 0.3, Swap = swap, Penalty = penalty });
        var labels = tensor(new long[] { 0, 1, 0, 1, 2, 0 });
        GradientCheck.Agrees(rows => loss.call(rows, labels), Batches.Stack(Batches.Rows(6, 3, 34)));
        var (positive, negative) = (Batches.Stack(Batches.Rows(4, 3, 35)), Batches.Stack(Batches.Rows(4, 3, 36)));
        GradientCheck.Agrees(rows => loss.call(rows, positive, negative), Batches.Stack(Batches.Rows(4, 3, 37)));
        GradientCheck.Agrees(rows => loss.call(positive, negative, rows), Batches.Stack(Batches.Rows(4, 3, 38)));
    }

    [Test]
    public void Forward_IdenticalEmbeddings_IsTheMarginWithAZeroGradient([Values] bool swap)
    {
        using var scope = NewDisposeScope();
        using var loss = new TripletMarginLoss(new TripletMarginLossOptions { Margin = 0.25, Swap = swap });
        var rows = ones(30, 4).requires_grad_();
        var value = loss.call(rows, tensor(Batches.Labels(30, 3, 39)));
        value.backward();
        Assert.That(value.item<float>(), Is.EqualTo(0.25f));
        Assert.That(rows.grad!.abs().max().item<float>(), Is.Zero);
    }

    [TestCase(new long[0])]
    [TestCase(new long[] { 3, 3, 3 })]
    [TestCase(new long[] { 1, 2, 3 })]
    public void Forward_NoTriplet_IsZeroWithAZeroGradient(long[] labels)
    {
        using var scope = NewDisposeScope();
        using var loss = new TripletMarginLoss();
        var rows = randn(labels.Length, 4).requires_grad_();
        var result = loss.Evaluate(new LossBatch(rows) { Labels = tensor(labels) });
        result.Loss.backward();
        Assert.That((result.Loss.item<float>(), result.TupleCount, result.ActiveCount), Is.EqualTo((0f, 0L, 0L)));
        Assert.That(rows.grad!.count_nonzero().item<long>(), Is.Zero);
    }

    [Test]
    public void Forward_EmbeddingsAreNaN_NamesTheRow([Values(new long[] { 0, 0, 1 }, new long[] { 0, 1, 2 })] long[] labels)
    {
        using var scope = NewDisposeScope();
        using var loss = new TripletMarginLoss();
        AssertNamed("embeddings", "Expected finite embeddings, got NaN or infinity in row 0 of 3.", () => loss.call(full(3, 4, double.NaN), tensor(labels)));
    }

    [Test]
    public void Evaluate_OnCuda_AgreesWithTheHost()
    {
        var device = CudaDevice.Needed();
        using var scope = NewDisposeScope();
        var (rows, labels) = (Batches.Stack(Batches.Rows(50, 8, 40)), tensor(Batches.Labels(50, 5, 40)));
        MetricLoss[] losses = [new TripletMarginLoss(0.2), new ContrastiveLoss(), new ContrastiveLoss(new ContrastiveLossOptions { Form = ContrastiveForm.Linear })];
        foreach (var loss in losses)
        {
            using var owned = loss;
            (LossResult Result, Tensor Gradient) Run(Tensor input, Tensor classes)
            {
                var leaf = input.detach().requires_grad_();
                var result = loss.Evaluate(new LossBatch(leaf) { Labels = classes });
                result.Loss.backward();
                return (result, leaf.grad!);
            }

            var (host, gradient) = Run(rows, labels);
            var (result, onDevice) = Run(rows.to(device), labels.to(device));
            Assert.That(result.Loss.item<double>(), Is.EqualTo(host.Loss.item<double>()).Within(1e-12));
            Assert.That((result.TupleCount, result.ActiveCount), Is.EqualTo((host.TupleCount, host.ActiveCount)));
            Assert.That((onDevice.cpu() - gradient).abs().max().item<double>(), Is.EqualTo(0).Within(1e-12));
        }
    }

    [Test]
    public void Forward_IndicesOutsideTheBatch_AreNamed()
    {
        using var scope = NewDisposeScope();
        using var loss = new TripletMarginLoss();
        using var triplets = new TripletIndices(tensor(new long[] { 0 }), tensor(new long[] { 1 }), tensor(new long[] { 4 }));
        var error = Assert.Throws<ArgumentException>(() => loss.call(ones(4, 2), zeros(4, ScalarType.Int64), triplets));
        Assert.That(error!.ParamName, Is.EqualTo("tuples"));
        Assert.That(error.Message, Does.StartWith("Expected positives and negatives of 0 to 3, got up to 4."));
    }

    [Test]
    public void Evaluate_BatchesThatDoNotFit_AreNamed()
    {
        using var scope = NewDisposeScope();
        using var loss = new TripletMarginLoss();
        var rows = ones(4, 2);
        AssertNamed("batch", "Expected labels of every set where no tuples are given", () => loss.Evaluate(new LossBatch(rows)));
        AssertNamed("labels", "Expected shape [4], got [3].", () => loss.Evaluate(new LossBatch(rows) { Labels = zeros(3, ScalarType.Int64) }));
        AssertNamed("labels", "Expected whole-number labels, got Float32.", () => loss.Evaluate(new LossBatch(rows) { Labels = zeros(4) }));
        AssertNamed("embeddings", "Expected shape [-1, -1], got [4].", () => loss.call(ones(4), zeros(4, ScalarType.Int64)));
        AssertNamed("referenceEmbeddings", "Expected shape [-1, 2], got [4, 3].", () => loss.Evaluate(new LossBatch(rows) { Labels = zeros(4, ScalarType.Int64), ReferenceEmbeddings = ones(4, 3) }));
        AssertNamed("positive", "Expected shape [4, 2], got [3, 2].", () => loss.call(rows, ones(3, 2), rows));
        AssertNamed("negative", "Expected finite negative, got NaN or infinity in row 0 of 4.", () => loss.call(rows, rows, full(4, 2, float.NaN)));
    }

    [Test]
    public void Constructor_ValuesOutOfRange_AreNamed()
    {
        AssertNamed("margin", "Expected a finite number, got NaN.", () => _ = new TripletMarginLoss(double.NaN));
        AssertNamed("options", "Expected one of Hinge, SoftMargin, got 5.", () => _ = new TripletMarginLoss(Raw with { Penalty = (TripletPenalty)5 }));
    }

    [Test]
    public void Forward_LeavesExactlyItsResultAlive([Values] bool swap)
    {
        using var loss = new TripletMarginLoss(new TripletMarginLossOptions { Swap = swap });
        using Tensor rows = randn(4, 8), labels = tensor(new long[] { 0, 0, 1, 1 });
        using var mined = TripletIndices.All(labels);
        LeakCheck.LeavesOnlyItsResult(() => loss.call(rows, rows, rows));
        LeakCheck.LeavesOnlyItsResult(() => loss.call(rows, labels));
        LeakCheck.LeavesOnlyItsResult(() => loss.call(rows, labels, mined));
        LeakCheck.LeavesOnlyItsResult(() => loss.Evaluate(new LossBatch(rows) { Labels = labels }), 2);
    }

    private static void AssertNamed(string name, string message, Action action)
    {
        var error = Assert.Catch<ArgumentException>(action);
        Assert.That(error!.ParamName, Is.EqualTo(name));
        Assert.That(error.Message, Does.StartWith(message));
    }
}
