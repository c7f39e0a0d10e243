using TorchSharp.Siamese.Models.Losses;
using TorchSharp.Siamese.Models.Losses.Reducers;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Losses;

public class ReducerTests
{
    // Losses 0, 2, 4 of anchor 0 and 6 of anchor 2, in a batch of 4 rows with labels 1, 0, 2, 2.
    private static readonly object[] Expected =
    [
        new TestCaseData(Reducer.Mean, 3.0).SetArgDisplayNames("mean"),
        new TestCaseData(Reducer.Sum, 12.0).SetArgDisplayNames("sum"),
        new TestCaseData(Reducer.AverageNonZero, 4.0).SetArgDisplayNames("average of non-zero"),
        new TestCaseData(new ThresholdReducer(low: 2), 5.0).SetArgDisplayNames("above 2"),
        new TestCaseData(new ThresholdReducer(high: 6), 2.0).SetArgDisplayNames("below 6"),
        new TestCaseData(new ThresholdReducer(1, 4), 2.0).SetArgDisplayNames("between 1 and 4"),
        new TestCaseData(new ThresholdReducer(low: 7), 0.0).SetArgDisplayNames("nothing left"),
        new TestCaseData(new PerAnchorReducer(), 2.0).SetArgDisplayNames("per anchor"),                            // (2 + 0 + 6 + 0) / 4
        new TestCaseData(new PerAnchorReducer(Reducer.AverageNonZero), 4.0).SetArgDisplayNames("per anchor, non-zero"),
        new TestCaseData(new ClassWeightedReducer([9, 0.5, 2]), 3.75).SetArgDisplayNames("class weighted"),        // (0.5·(0 + 2 + 4) + 2·6) / 4
    ];

    [TestCaseSource(nameof(Expected))]
    public void Reduce_FourLosses_MatchesHandComputedValue(Reducer reducer, double expected)
    {
        using var scope = NewDisposeScope();
        Assert.That(reducer.Reduce(Part(0, 2, 4, 6), Batch()).item<double>(), Is.EqualTo(expected).Within(1e-12));
    }

    [TestCaseSource(nameof(Expected))]
    public void Reduce_NoLosses_IsZeroWithAGradient(Reducer reducer, double _)
    {
        using var scope = NewDisposeScope();
        var losses = zeros([0], ScalarType.Float64).requires_grad_();
        var value = reducer.Reduce(new LossPart(losses, zeros(0, ScalarType.Int64)), Batch());
        value.backward();
        Assert.That(value.item<double>(), Is.Zero);
    }

    [TestCaseSource(nameof(Expected))]
    public void Reduce_OneLossIsNaN_IsNaN(Reducer reducer, double _)
    {
        using var scope = NewDisposeScope();
        Assert.That(reducer.Reduce(Part(3, double.NaN, 4, 6), Batch()).item<double>(), Is.NaN);
    }

    [TestCaseSource(nameof(Expected))]
    public void Reduce_LeavesExactlyItsResultAlive(Reducer reducer, double _)
    {
        using var scope = NewDisposeScope();
        var (part, batch) = (Part(0, 2, 4, 6), Batch());
        LeakCheck.LeavesOnlyItsResult(() => reducer.Reduce(part, batch));
    }

    [Test]
    public void Reduce_None_GivesTheLosses()
    {
        using var scope = NewDisposeScope();
        Assert.That(Reducer.None.Reduce(Part(0, 2, 4, 6), Batch()).data<double>().ToArray(), Is.EqualTo(new double[] { 0, 2, 4, 6 }));
    }

    [Test]
    public void ClassWeighted_LabelWithoutWeight_IsNamed()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ArgumentException>(() => new ClassWeightedReducer([1, 2]).Reduce(Part(0, 2, 4, 6), Batch()));
        Assert.That(error!.ParamName, Is.EqualTo("labels"));
        Assert.That(error.Message, Does.StartWith("Expected labels of 0 to 1, as many as weights, got 0 to 2."));
        var none = Assert.Throws<ArgumentException>(() => new ClassWeightedReducer([1, 2]).Reduce(Part(0, 2, 4, 6), Batch() with { Labels = null }));
        Assert.That(none!.Message, Does.StartWith("Expected labels to weight classes by, got a batch without."));
    }

    [Test]
    public void Constructors_LimitsThatMakeNoSense_Throw()
    {
        Assert.That(() => new ThresholdReducer(), Throws.ArgumentException.With.Message.StartsWith("Expected a lower or an upper limit, got neither."));
        Assert.That(() => new ThresholdReducer(3, 3), Throws.ArgumentException.With.Message.StartsWith("Expected low below high, got 3 and 3."));
        Assert.That(() => new ThresholdReducer(double.NaN), Throws.ArgumentException);
        Assert.That(() => new ClassWeightedReducer([]), Throws.ArgumentException.With.Message.StartsWith("Expected at least one weight, got none."));
        Assert.That(() => new ClassWeightedReducer([1, double.NaN]), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Reduce_LossesOfAnchors_ArePassedOnByTheMeanPerAnchor()
    {
        using var scope = NewDisposeScope();
        var part = new LossPart(tensor([1.0, 5]), tensor(new long[] { 1, 3 })) { IsOfAnchors = true };
        Assert.That(new PerAnchorReducer().Reduce(part, Batch()).item<double>(), Is.EqualTo(3).Within(1e-12));
        Assert.That(new PerAnchorReducer(Reducer.Sum).Reduce(part, Batch()).item<double>(), Is.EqualTo(6).Within(1e-12));
    }

    // Losses 1, 2, 3, 4, 5 of five classes, more than the batch has rows.
    [Test]
    public void Reduce_LossesOfClasses_HaveTheWeightsOfTheirClasses()
    {
        using var scope = NewDisposeScope();
        var classes = arange(5, dtype: ScalarType.Int64);
        var part = new LossPart(tensor([1.0, 2, 3, 4, 5]), classes) { Classes = classes };
        Assert.That(new ClassWeightedReducer([1, 0, 0, 2, 10]).Reduce(part, Batch()).item<double>(), Is.EqualTo((1 + 8 + 50) / 5.0).Within(1e-12));
        Assert.That(new PerAnchorReducer().Reduce(part, Batch()).item<double>(), Is.EqualTo(3).Within(1e-12));
        Assert.That(() => new ClassWeightedReducer([1, 2]).Reduce(part, Batch()), Throws.ArgumentException.With.Message.StartsWith("Expected labels of 0 to 1, as many as weights, got 0 to 4."));
    }

    [Test]
    public void Evaluate_EveryLossWithEveryReducer_IsFinite([ValueSource(typeof(EveryLoss), nameof(EveryLoss.Names))] string name)
    {
        using var scope = NewDisposeScope();
        Reducer[] reducers =
        [
            Reducer.Mean, Reducer.Sum, Reducer.AverageNonZero, Reducer.Divisor, Reducer.None, new ThresholdReducer(0.1, 5), new PerAnchorReducer(),
            new PerAnchorReducer(Reducer.AverageNonZero), new PerAnchorReducer(Reducer.Sum), new ClassWeightedReducer([1, 2, 3, 4, 5]),
        ];
        foreach (var reducer in reducers)
        {
            using var loss = EveryLoss.Create(name, reducer);
            Assert.That(loss.reducer, Is.SameAs(reducer));
            foreach (var labels in new[] { new long[] { 0, 0 }, [0, 1, 0], [0, 1, 0, 1, 2, 0, 4, 4] })   // fewer rows than classes, and more
            {
                var rows = Batches.Stack(Batches.Rows(labels.Length, 4, 90), ScalarType.Float32).requires_grad_();
                var value = loss.call(rows, tensor(labels));
                value.sum().backward();
                Assert.That(value.isfinite().all().item<bool>() && rows.grad!.isfinite().all().item<bool>(), Is.True, $"{reducer.GetType().Name}, {labels.Length} rows");
            }
        }
    }

    [Test]
    public void VicReg_MoreCoordinatesThanRows_TakesAMeanPerAnchor()
    {
        using var scope = NewDisposeScope();
        var (first, second) = (Batches.Stack(Batches.Rows(3, 9, 91)), Batches.Stack(Batches.Rows(3, 9, 92)));
        using VicRegLoss mean = new(), perAnchor = new(new VicRegLossOptions { Reducer = new PerAnchorReducer() });
        Assert.That(perAnchor.call(first, second).item<double>(), Is.EqualTo(mean.call(first, second).item<double>()).Within(1e-12));
    }

    private static LossPart Part(params double[] losses) => new(tensor(losses), tensor(new long[] { 0, 0, 0, 2 }));

    private static LossBatch Batch() => new(zeros([4, 2], ScalarType.Float64)) { Labels = tensor(new long[] { 1, 0, 2, 2 }) };
}
