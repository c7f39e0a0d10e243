using TorchSharp.Siamese.Models.Losses;
using TorchSharp.Siamese.Models.Losses.Regularizers;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Losses;

public class RegularizerTests
{
    // Rows (3, 4) and (-6, 8): norms 5 and 10, sums 7 and 2.
    private static readonly object[] Expected =
    [
        new TestCaseData(new LpRegularizer(), 7.5).SetArgDisplayNames("Lp"),
        new TestCaseData(new LpRegularizer(p: 1), 10.5).SetArgDisplayNames("L1"),                        // (7 + 14) / 2
        new TestCaseData(new LpRegularizer(power: 2), 62.5).SetArgDisplayNames("Lp squared"),            // (25 + 100) / 2
        new TestCaseData(new ZeroMeanRegularizer(), 4.5).SetArgDisplayNames("zero mean"),                // (7 + 2) / 2
        new TestCaseData(new CenterInvariantRegularizer(), 351.5625).SetArgDisplayNames("centre invariant"),   // (25 − 62.5)² / 4
        new TestCaseData(new RegularFaceRegularizer(), 0.28).SetArgDisplayNames("regular face"),         // (−18 + 32) / 50
        new TestCaseData(new SparseCentersRegularizer(2), 0.6).SetArgDisplayNames("sparse centres"),     // ½√(2 − 2 · 0.28)
    ];

    [TestCaseSource(nameof(Expected))]
    public void Price_TwoRows_MatchesHandComputedValue(Regularizer regularizer, double expected)
    {
        using var scope = NewDisposeScope();
        Assert.That(regularizer.Price(Rows()).item<double>(), Is.EqualTo(expected).Within(1e-12));
    }

    [TestCaseSource(nameof(Expected))]
    public void Price_RandomRows_HasTheGradientOfFiniteDifferences(Regularizer regularizer, double _)
    {
        using var scope = NewDisposeScope();
        GradientCheck.Agrees(regularizer.Price, Batches.Stack(Batches.Rows(6, 3, 71)), 1e-5);
    }

    [TestCaseSource(nameof(Expected))]
    public void Price_EdgeRows_HasAFiniteGradient(Regularizer regularizer, double _)
    {
        using var scope = NewDisposeScope();
        foreach (var rows in new[] { zeros(4, 3), ones(4, 3), zeros(0, 3), full(2, 3, 1e15), full(2, 3, 1e-25), full(2, 3, 1e30), cat([full(1, 3, 1e30), full(1, 3, 1e-30)]), cat([ones(1, 3), -ones(1, 3)]) })
        {
            foreach (var (type, factor) in new[] { (ScalarType.Float32, 1.0), (ScalarType.Float64, 1), (ScalarType.Float64, 1e270), (ScalarType.Float64, 1e-270) })
            {
                var leaf = (rows.to(type) * factor).requires_grad_();
                var price = regularizer.Price(leaf);
                price.backward();
                Assert.That(double.IsFinite(price.ToDouble()), Is.True, $"{rows} in {type} times {factor}");
                Assert.That(leaf.grad!.isfinite().all().item<bool>(), Is.True, $"{rows} in {type} times {factor}");
            }
        }
    }

    [TestCaseSource(nameof(Expected))]
    public void Price_LeavesExactlyItsResultAlive(Regularizer regularizer, double _)
    {
        using var scope = NewDisposeScope();
        var rows = Rows();
        LeakCheck.LeavesOnlyItsResult(() => regularizer.Price(rows));
    }

    [Test]
    public void Price_OneClass_CostsNothing()
    {
        using var scope = NewDisposeScope();
        Assert.That(new RegularFaceRegularizer().Price(ones(1, 3)).item<float>(), Is.Zero);
    }

    [Test]
    public void Price_BadRows_AreNamed()
    {
        using var scope = NewDisposeScope();
        var centres = Assert.Throws<ArgumentException>(() => new SparseCentersRegularizer(3).Price(ones(4, 2)));
        Assert.That((centres!.ParamName, centres.Message), Is.EqualTo(("rows", "Expected a multiple of 3 rows, the centres of one class, got 4. (Parameter 'rows')")));
        Assert.That(() => new LpRegularizer().Price(ones(4)), Throws.ArgumentException.With.Message.StartsWith("Expected shape [-1, -1], got [4]."));
        Assert.That(() => new LpRegularizer(power: 0.5), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new SparseCentersRegularizer(1), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Options_RegularisersOfEmbeddingsAndWeights_AreAdded()
    {
        using var scope = NewDisposeScope();
        var labels = tensor(new long[] { 0, 1 });
        var options = new ProxyLossOptions { Seed = 1 };
        using var plain = new NormalizedSoftmaxLoss(2, 2, options: options);
        using var priced = new NormalizedSoftmaxLoss(2, 2, options: options with
        {
            EmbeddingRegularizer = new LpRegularizer(),
            EmbeddingRegularizerWeight = 0.5,
            WeightRegularizer = new ZeroMeanRegularizer(),
            WeightRegularizerWeight = 2,
        });
        plain.to(ScalarType.Float64);
        priced.to(ScalarType.Float64);
        var columns = priced.get_parameter("weight")!.t().sum(1).abs().mean().item<double>();   // a class is a column
        var expected = plain.call(Rows(), labels).item<double>() + 0.5 * 7.5 + 2 * columns;
        Assert.That(priced.call(Rows(), labels).item<double>(), Is.EqualTo(expected).Within(1e-12));
        using var triplets = new TripletMarginLoss(new TripletMarginLossOptions { EmbeddingRegularizer = new LpRegularizer() });
        Assert.That(triplets.call(Rows(), labels).item<double>(), Is.EqualTo(7.5).Within(1e-12), "a batch without a triplet");
    }

    private static Tensor Rows() => tensor([3.0, 4, -6, 8], [2, 2]);
}
