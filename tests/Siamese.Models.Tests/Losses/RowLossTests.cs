using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Losses;
using TorchSharp.Siamese.Models.Losses.Reducers;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Losses;

/// <summary>Losses priced row by row, against the same ones on listed tuples.</summary>
public class RowLossTests
{
    private static readonly object[] Cases =
    [
        new TestCaseData((Reducer? reducer, IDistance? distance) => (MetricLoss)new NTXentLoss(0.2, new MetricLossOptions { Reducer = reducer, Distance = distance })).SetArgDisplayNames("NT-Xent"),
        new TestCaseData((Reducer? reducer, IDistance? distance) => (MetricLoss)new SupConLoss(0.3, new MetricLossOptions { Reducer = reducer, Distance = distance })).SetArgDisplayNames("SupCon"),
        new TestCaseData((Reducer? reducer, IDistance? distance) => (MetricLoss)new ContrastiveLoss(new ContrastiveLossOptions { Form = ContrastiveForm.Linear, PositiveMargin = 0.4, NegativeMargin = 1.1, Reducer = reducer, Distance = distance })).SetArgDisplayNames("contrastive"),
        new TestCaseData((Reducer? reducer, IDistance? distance) => (MetricLoss)new ContrastiveLoss(new ContrastiveLossOptions { NegativeMargin = 1.5, Reducer = reducer, Distance = distance })).SetArgDisplayNames("contrastive, squared"),
    ];

    private static readonly Reducer?[] Reducers = [null, Reducer.Mean, Reducer.Sum, Reducer.AverageNonZero, new PerAnchorReducer(), new ThresholdReducer(0.1, 9)];

    private static readonly IDistance?[] Distances = [null, new CosineSimilarity(), new LpDistance(), new LpDistance(power: 2), new LpDistance(p: 1)];

    [TestCaseSource(nameof(Cases))]
    public void Evaluate_Labels_AgreesWithListedPairs(Func<Reducer?, IDistance?, MetricLoss> make)
    {
        for (var i = 0; i < 2 * Reducers.Length * Distances.Length; i++)
        {
            using var scope = NewDisposeScope();
            var loss = make(Reducers[i / 2 % Reducers.Length], Distances[i / 2 / Reducers.Length]);
            AssertSame(loss, withReference: i % 2 == 1, i);
        }
    }

    // 1,100 rows are more than one block of 2^20 distances.
    [TestCaseSource(nameof(Cases))]
    public void Evaluate_SeveralBlocks_AgreeWithListedPairs(Func<Reducer?, IDistance?, MetricLoss> make)
    {
        using var scope = NewDisposeScope();
        var (rows, labels) = (Batches.Stack(Batches.Rows(1100, 4, 132)).requires_grad_(), tensor(Batches.Labels(1100, 100, 132)));
        var copy = rows.detach().clone().requires_grad_();
        var loss = make(null, null);
        var (actual, expected) = (loss.Evaluate(new LossBatch(rows) { Labels = labels }), loss.Evaluate(new LossBatch(copy) { Labels = labels, Tuples = PairIndices.All(labels) }));
        actual.Loss.backward();
        expected.Loss.backward();
        Assert.That(actual.Loss.item<double>(), Is.EqualTo(expected.Loss.item<double>()).Within(1e-12 * Math.Max(1, expected.Loss.item<double>())));
        Assert.That((rows.grad! - copy.grad!).abs().max().item<double>(), Is.LessThanOrEqualTo(1e-12 * Math.Max(1, copy.grad!.abs().max().item<double>())));
    }

    [TestCaseSource(nameof(Cases))]
    public void Evaluate_SinglePrecision_StaysWithinRounding(Func<Reducer?, IDistance?, MetricLoss> make)
    {
        using var scope = NewDisposeScope();
        var (loss, labels) = (make(null, null), tensor(Batches.Labels(50, 9, 131)));
        var wide = Batches.Stack(Batches.Rows(50, 6, 131)).requires_grad_();
        var narrow = wide.detach().to(ScalarType.Float32).requires_grad_();
        var (expected, actual) = (loss.call(wide, labels), loss.call(narrow, labels));
        expected.backward();
        actual.backward();
        Assert.That(actual.item<float>(), Is.EqualTo(expected.item<double>()).Within(1e-4));
        Assert.That(allclose(narrow.grad!.to(ScalarType.Float64), wide.grad!, 1e-3, 1e-5));
    }

    private static void AssertSame(MetricLoss loss, bool withReference, int seed)
    {
        var (rows, labels) = (Batches.Stack(Batches.Rows(26, 5, seed)).requires_grad_(), tensor(Batches.Labels(26, 6, seed)));
        var reference = withReference ? Batches.Stack(Batches.Rows(19, 5, seed + 100)).requires_grad_() : null;
        var referenceLabels = withReference ? tensor(Batches.Labels(19, 7, seed + 100)) : null;
        var (copy, referenceCopy) = (rows.detach().clone().requires_grad_(), reference?.detach().clone().requires_grad_());
        var actual = loss.Evaluate(new LossBatch(rows) { Labels = labels, ReferenceEmbeddings = reference, ReferenceLabels = referenceLabels });
        var expected = loss.Evaluate(new LossBatch(copy)
        {
            Labels = labels, ReferenceEmbeddings = referenceCopy, ReferenceLabels = referenceLabels, Tuples = PairIndices.All(labels, referenceLabels),
        });
        var what = $"{loss.reducer.GetType().Name}, {loss.distance.GetType().Name}, reference {withReference}";
        Assert.That((actual.TupleCount, actual.ActiveCount), Is.EqualTo((expected.TupleCount, expected.ActiveCount)), what);
        Assert.That(actual.Loss.item<double>(), Is.EqualTo(expected.Loss.item<double>()).Within(1e-12 * Math.Max(1, expected.Loss.item<double>())), what);
        actual.Loss.backward();
        expected.Loss.backward();
        Assert.That(rows.grad!.count_nonzero().item<long>(), Is.GreaterThan(0), "the batch shows nothing");
        var scale = copy.grad!.abs().max().item<double>();
        Assert.That((rows.grad! - copy.grad!).abs().max().item<double>(), Is.LessThanOrEqualTo(1e-12 * Math.Max(1, scale)), what);
        if (reference is not null)
            Assert.That((reference.grad! - referenceCopy!.grad!).abs().max().item<double>(), Is.LessThanOrEqualTo(1e-12 * Math.Max(1, scale)), what);
    }
}
