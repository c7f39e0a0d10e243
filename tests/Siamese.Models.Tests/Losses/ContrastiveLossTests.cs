using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Losses;
using TorchSharp.Siamese.Models.Losses.Reducers;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Losses;

public class ContrastiveLossTests
{
    private static readonly ContrastiveLossOptions Linear = new() { Form = ContrastiveForm.Linear };

    // 3-4-5 triangle: d = 5, so same = ½·25 and different = ½·max(0, margin − 5)².
    [TestCase(true, 1.0, 12.5)]
    [TestCase(false, 1.0, 0.0)]
    [TestCase(false, 7.0, 2.0)]
    public void Forward_OneSquaredPair_MatchesHandComputedValue(bool same, double margin, double expected)
    {
        using var scope = NewDisposeScope();
        using var loss = new ContrastiveLoss(margin);
        var value = loss.call(zeros(1, 2), tensor([3f, 4f], [1, 2]), tensor(new[] { same }));
        Assert.That(value.item<float>(), Is.EqualTo(expected).Within(1e-5));
    }

    // (3, 4) and (4, 3) on the unit sphere: (0.6, 0.8) and (0.8, 0.6), d = √0.08.
    [TestCase(true, 0.1, 1.0, 0.1828427124746190)]      // √0.08 − 0.1
    [TestCase(false, 0.1, 1.0, 0.7171572875253810)]     // 1 − √0.08
    [TestCase(false, 0.1, 0.2, 0.0)]
    public void Forward_OneLinearPair_MatchesHandComputedValue(bool same, double positiveMargin, double negativeMargin, double expected)
    {
        using var scope = NewDisposeScope();
        using var loss = new ContrastiveLoss(Linear with { PositiveMargin = positiveMargin, NegativeMargin = negativeMargin });
        var value = loss.call(tensor([3.0, 4.0], [1, 2]), tensor([4.0, 3.0], [1, 2]), tensor(new[] { same }));
        Assert.That(value.item<double>(), Is.EqualTo(expected).Within(1e-12));
    }

    // Cosine 0.96: same costs 1 − 0.96, different 0.96 − 0.5.
    [TestCase(true, 0.04)]
    [TestCase(false, 0.46)]
    public void Forward_Similarity_ExchangesTheSigns(bool same, double expected)
    {
        using var scope = NewDisposeScope();
        using var loss = new ContrastiveLoss(Linear with { PositiveMargin = 1, NegativeMargin = 0.5, Distance = new CosineSimilarity() });
        var value = loss.call(tensor([3.0, 4.0], [1, 2]), tensor([4.0, 3.0], [1, 2]), tensor(new[] { same }));
        Assert.That(value.item<double>(), Is.EqualTo(expected).Within(1e-12));
    }

    [Test]
    public void Forward_RandomBatch_MatchesDoubleLoop([Values] ContrastiveForm form)
    {
        using var scope = NewDisposeScope();
        var (rows, labels) = (Batches.Rows(14, 5, 21), Batches.Labels(14, 4, 21));
        using var loss = new ContrastiveLoss(new ContrastiveLossOptions { Form = form, PositiveMargin = 0.2, NegativeMargin = 1.3 });
        var (positive, negative) = LossOracle.Contrastive(rows, labels, 0.2, 1.3, squared: form == ContrastiveForm.Squared);
        var expected = form == ContrastiveForm.Squared
            ? positive.Concat(negative).Average()
            : LossOracle.MeanOfPositive(positive) + LossOracle.MeanOfPositive(negative);
        Assert.That(loss.call(Batches.Stack(rows), tensor(labels)).item<double>(), Is.EqualTo(expected).Within(1e-12));
    }

    [Test]
    public void Forward_GivenPairs_IsThatOfTheirRows([Values] ContrastiveForm form)
    {
        using var scope = NewDisposeScope();
        var rows = Batches.Stack(Batches.Rows(6, 4, 22));
        using var loss = new ContrastiveLoss(new ContrastiveLossOptions { Form = form });
        using var pairs = new PairIndices(tensor(new long[] { 0, 1 }), tensor(new long[] { 3, 4 }), tensor(new long[] { 2 }), tensor(new long[] { 5 }));
        var direct = loss.call(
            rows.index_select(0, tensor(new long[] { 0, 2, 1 })), rows.index_select(0, tensor(new long[] { 3, 5, 4 })), tensor(new[] { true, false, true }));
        Assert.That(loss.call(rows, zeros(6, ScalarType.Int64), pairs).item<double>(), Is.EqualTo(direct.item<double>()).Within(1e-12));
    }

    [Test]
    public void Forward_OneGivenTriplet_IsPriced()
    {
        using var scope = NewDisposeScope();
        // On the unit circle at 0, 90 and 180 degrees: positive at √2, negative at 2.
        var rows = tensor([1.0, 0, 0, 1, -1, 0], [3, 2]);
        using var loss = new ContrastiveLoss(Linear with { NegativeMargin = 2.5 });
        using var triplet = new TripletIndices(tensor(new long[] { 0 }), tensor(new long[] { 1 }), tensor(new long[] { 2 }));
        var value = loss.call(rows, tensor(new long[] { 0, 0, 1 }), triplet);
        Assert.That(value.item<double>(), Is.EqualTo(Math.Sqrt(2) + 0.5).Within(1e-12));
    }

    [Test]
    public void Forward_RandomBatch_HasTheGradientOfFiniteDifferences([Values] ContrastiveForm form)
    {
        using var scope = NewDisposeScope();
        using var loss = new ContrastiveLoss(new ContrastiveLossOptions { Form = form, NegativeMargin = 1.4 });
        var labels = tensor(Batches.Labels(7, 3, 23));
        GradientCheck.Agrees(rows => loss.call(rows, labels), Batches.Stack(Batches.Rows(7, 3, 23)));
        var (other, same) = (Batches.Stack(Batches.Rows(5, 3, 24)), tensor(new[] { true, false, true, false, false }));
        GradientCheck.Agrees(rows => loss.call(rows, other, same), Batches.Stack(Batches.Rows(5, 3, 25)));
    }

    [Test]
    public void Forward_IdenticalEmbeddings_HasAFiniteGradient([Values] ContrastiveForm form, [Values] bool pairs)
    {
        using var scope = NewDisposeScope();
        using var loss = new ContrastiveLoss(new ContrastiveLossOptions { Form = form });
        var rows = ones(30, 4).requires_grad_();
        var value = pairs
            ? loss.call(rows, ones(30, 4), tensor(Enumerable.Range(0, 30).Select(i => i % 2 == 0).ToArray()))
            : loss.call(rows, tensor(Batches.Labels(30, 3, 26)));
        value.backward();
        Assert.That(rows.grad!.isfinite().all().item<bool>(), Is.True);
        Assert.That(value.item<float>(), Is.GreaterThan(0), "negative pairs at distance 0");
    }

    [Test]
    public void Forward_EmptyBatch_IsZeroNotZeroOverZero([Values] ContrastiveForm form)
    {
        using var scope = NewDisposeScope();
        using var loss = new ContrastiveLoss(new ContrastiveLossOptions { Form = form });
        var rows = zeros(0, 4).requires_grad_();
        var value = loss.call(rows, zeros(0, ScalarType.Int64)) + loss.call(rows, zeros(0, 4), zeros(0, ScalarType.Bool));
        value.backward();
        Assert.That(value.item<float>(), Is.Zero);
        Assert.That(rows.grad!.shape, Is.EqualTo(new long[] { 0, 4 }));
    }

    [Test]
    public void Evaluate_MixedPairs_CountsThoseThatCost()
    {
        using var scope = NewDisposeScope();
        // Raw distances 0-1: 3 (same), 0-2: 1 and 1-2: 2 (different, margin 1.5): of 6 ordered pairs 1-2 and 2-1 cost nothing.
        using var loss = new ContrastiveLoss(1.5);
        var result = loss.Evaluate(new LossBatch(tensor([0.0, 3, 1], [3, 1])) { Labels = tensor(new long[] { 4, 4, 9 }) });
        Assert.That((result.TupleCount, result.ActiveCount), Is.EqualTo((6L, 4L)));
        Assert.That(result.Loss.item<double>(), Is.EqualTo((2 * 4.5 + 2 * 0.125) / 6).Within(1e-12));
    }

    [Test]
    public void Forward_WithoutReduction_GivesPositivePairsThenNegative()
    {
        using var scope = NewDisposeScope();
        using var loss = new ContrastiveLoss(new ContrastiveLossOptions { NegativeMargin = 1.5, Reducer = Reducer.None });
        var value = loss.call(tensor([0.0, 3, 1], [3, 1]), tensor(new long[] { 4, 4, 9 }));
        Assert.That(value.data<double>().ToArray(), Is.EqualTo(new[] { 4.5, 4.5, 0.125, 0, 0.125, 0 }).Within(1e-12));
    }

    [Test]
    public void Forward_RowCountsDiffer_NamesTheArgumentAndBothShapes()
    {
        using var scope = NewDisposeScope();
        using var loss = new ContrastiveLoss();
        var error = Assert.Throws<ArgumentException>(() => loss.call(ones(4, 8), ones(3, 8), ones([4], ScalarType.Bool)));
        Assert.That(error!.ParamName, Is.EqualTo("right"));
        Assert.That(error.Message, Does.StartWith("Expected shape [4, 8], got [3, 8]."));
    }

    [Test]
    public void Forward_SameIsNotBool_NamesTheArgument()
    {
        using var scope = NewDisposeScope();
        using var loss = new ContrastiveLoss();
        var error = Assert.Throws<ArgumentException>(() => loss.call(ones(4, 8), ones(4, 8), ones(4)));
        Assert.That(error!.ParamName, Is.EqualTo("same"));
        Assert.That(error.Message, Does.StartWith("Expected dtype Bool, got Float32."));
    }

    [Test]
    public void Constructor_ValuesOutOfRange_AreNamed()
    {
        var margin = Assert.Throws<ArgumentOutOfRangeException>(() => _ = new ContrastiveLoss(0));
        Assert.That((margin!.ParamName, margin.Message[..39]), Is.EqualTo(("margin", "Expected a finite number above 0, got 0")));
        var form = Assert.Throws<ArgumentOutOfRangeException>(() => _ = new ContrastiveLoss(new ContrastiveLossOptions { Form = (ContrastiveForm)7 }));
        Assert.That(form!.Message, Does.StartWith("Expected one of Squared, Linear, got 7."));
        var infinite = Assert.Throws<ArgumentOutOfRangeException>(() => _ = new ContrastiveLoss(Linear with { NegativeMargin = double.PositiveInfinity }));
        Assert.That(infinite!.Message, Does.StartWith("Expected a finite number, got"));
    }

    [Test]
    public void Forward_LeavesExactlyItsResultAlive([Values] ContrastiveForm form)
    {
        using var loss = new ContrastiveLoss(new ContrastiveLossOptions { Form = form });
        using Tensor left = ones(4, 8), right = zeros(4, 8), same = ones([4], ScalarType.Bool), labels = tensor(new long[] { 0, 0, 1, 1 });
        using var pairs = PairIndices.All(labels);
        LeakCheck.LeavesOnlyItsResult(() => loss.call(left, right, same));
        LeakCheck.LeavesOnlyItsResult(() => loss.call(left, labels));
        LeakCheck.LeavesOnlyItsResult(() => loss.call(left, labels, pairs));
        LeakCheck.LeavesOnlyItsResult(() => loss.Evaluate(new LossBatch(left) { Labels = labels }), 2);
    }
}
