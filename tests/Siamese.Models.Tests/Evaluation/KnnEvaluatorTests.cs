using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Evaluation;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Evaluation;

public class KnnEvaluatorTests
{
    private static readonly LpDistance Raw = new(normalize: false);

    private static readonly object[] Distances =
    [
        new TestCaseData(new LpDistance()).SetArgDisplayNames("Euclidean"),
        new TestCaseData(Raw).SetArgDisplayNames("Euclidean raw"),
        new TestCaseData(new LpDistance(p: 1)).SetArgDisplayNames("Manhattan"),
        new TestCaseData(new CosineSimilarity()).SetArgDisplayNames("cosine"),
        new TestCaseData(new SnrDistance()).SetArgDisplayNames("signal to noise"),
    ];

    // On a line 0, 1, 3, 7 of classes a, a, b, b: nearest are 1 (a), 0 (a), 1 (a), 3 (b): 3 of 4.
    [Test]
    public void Evaluate_LeaveOneOut_MatchesHandWorkedCounts()
    {
        using var scope = NewDisposeScope();
        var result = KnnEvaluator.Evaluate(tensor([0.0, 1, 3, 7], [4, 1]), tensor(new long[] { 5, 5, 9, 9 }), distance: Raw);
        Assert.That((result.QueryCount, result.AnswerableCount, result.CorrectCount, result.Accuracy), Is.EqualTo((4, 4, 3, 0.75)));
        Assert.That(result.PerClass, Is.EqualTo(new Dictionary<long, double> { [5] = 1, [9] = 0.5 }));
    }

    // The row at 7 is the only one of its class: left out of the gallery it has nothing to find.
    [Test]
    public void Evaluate_LeaveOneOutWithAClassOfOne_CannotBeAnswered()
    {
        using var scope = NewDisposeScope();
        var result = KnnEvaluator.Evaluate(tensor([0.0, 1, 7], [3, 1]), tensor(new long[] { 5, 5, 9 }), distance: Raw);
        Assert.That((result.QueryCount, result.AnswerableCount, result.CorrectCount, result.PrecisionAt1), Is.EqualTo((3, 2, 2, 1.0)));
        Assert.That(result.PerClass.Keys, Is.EqualTo(new long[] { 5 }));
    }

    [Test]
    public void Evaluate_ClassThatTheGalleryLacks_CountsInAccuracyOnly()
    {
        using var scope = NewDisposeScope();
        var result = KnnEvaluator.Evaluate(
            tensor([0.0, 5], [2, 1]), tensor(new long[] { 1, 2 }), tensor([1.0, 6], [2, 1]), tensor(new long[] { 1, 3 }), Raw);
        Assert.That((result.Accuracy, result.PrecisionAt1), Is.EqualTo((0.5, 1.0)));
        Assert.That(result.ToString(), Is.EqualTo("1-NN accuracy 50.00 % (1 of 2 queries, 1 of them of a class that the gallery lacks; a gallery of 2 rows; Euclidean distance of rows as they are)"));
    }

    [TestCaseSource(nameof(Distances))]
    public void Search_RandomRows_MatchesASortOfTheMatrix(IDistance distance)
    {
        using var scope = NewDisposeScope();
        var (query, gallery) = (Batches.Stack(Batches.Rows(9, 4, 51)), Batches.Stack(Batches.Rows(20, 4, 52)));
        var matrix = distance.IsInverted ? -distance.Matrix(query, gallery) : distance.Matrix(query, gallery);
        var expected = (double[,])matrix.data<double>().ToNDArray();
        foreach (var k in new[] { 1, 3 })
        {
            var found = (long[,])NearestNeighbors.Search(query, gallery, k, distance).data<long>().ToNDArray();
            for (var i = 0; i < 9; i++)
            {
                var order = Enumerable.Range(0, 20).OrderBy(j => expected[i, j]).Take(k).Select(j => (long)j);
                Assert.That(Enumerable.Range(0, k).Select(j => found[i, j]), Is.EqualTo(order));
            }
        }
    }

    [Test]
    public void Search_EqualRows_NeverFindsTheQueryItself([Values] bool asGallery)
    {
        using var scope = NewDisposeScope();
        var rows = ones(6, 3);
        var found = NearestNeighbors.Search(rows, asGallery ? ones(9, 3) : null, 2, galleryBeginsWithQuery: asGallery).data<long>().ToArray();
        for (var i = 0; i < found.Length; i++)
            Assert.That(found[i], Is.Not.EqualTo(i / 2));
    }

    [Test]
    public void Search_SmallBlocks_FindTheSameRows([Values] bool leaveOneOut)
    {
        using var scope = NewDisposeScope();
        var (query, gallery) = (Batches.Stack(Batches.Rows(23, 4, 53)), leaveOneOut ? null : Batches.Stack(Batches.Rows(9, 4, 54)));
        var whole = NearestNeighbors.Search(query, gallery, 3).data<long>().ToArray();
        Assert.That(NearestNeighbors.Search(query, gallery, 3, null, false, blockElements: 60).data<long>().ToArray(), Is.EqualTo(whole));
    }

    [Test]
    public void Search_KOutOfRange_SaysHowManyThereAre()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => NearestNeighbors.Search(ones(3, 2), k: 3));
        Assert.That(error!.ParamName, Is.EqualTo("k"));
        Assert.That(error.Message, Does.StartWith("Expected 1 to 2, got 3."));
    }

    [Test]
    public void Evaluate_ArgumentsThatDoNotFit_AreNamed()
    {
        using var scope = NewDisposeScope();
        AssertNamed("galleryLabels", "Expected both a gallery and its labels", () => KnnEvaluator.Evaluate(ones(3, 2), ones(3, ScalarType.Int64), ones(3, 2)));
        AssertNamed("queryLabels", "Expected shape [3], got [2].", () => KnnEvaluator.Evaluate(ones(3, 2), ones(2, ScalarType.Int64)));
        AssertNamed("query", "Expected at least one gallery row besides a query itself, got 1 in all.", () => KnnEvaluator.Evaluate(ones(1, 2), ones(1, ScalarType.Int64)));
        AssertNamed("query", "Expected finite embeddings, got NaN or infinity in row 0.", () => KnnEvaluator.Evaluate(full(3, 2, double.NaN), ones(3, ScalarType.Int64)));
        AssertNamed("gallery", "Expected finite embeddings, got NaN or infinity in row 0.", () => KnnEvaluator.Evaluate(ones(3, 2, ScalarType.Float64), ones(3, ScalarType.Int64), full(1, 2, double.PositiveInfinity, ScalarType.Float64), ones(1, ScalarType.Int64)));
        AssertNamed("gallery", "Expected a gallery of at least the 3 queries, got 2 rows.", () => NearestNeighbors.Search(ones(3, 2), ones(2, 2), galleryBeginsWithQuery: true));
    }

    [Test]
    public void SearchAndEvaluate_LeaveNothingElseAlive()
    {
        using Tensor rows = randn(5, 3), labels = tensor(new long[] { 0, 0, 1, 1, 1 });
        LeakCheck.LeavesOnlyItsResult(() => NearestNeighbors.Search(rows, k: 2));
        KnnEvaluator.Evaluate(rows, labels);
        Assert.That(LeakCheck.LeftAlive(() => KnnEvaluator.Evaluate(rows, labels)), Is.Zero);
    }

    private static void AssertNamed(string name, string message, Action action)
    {
        var error = Assert.Catch<ArgumentException>(action);
        Assert.That(error!.ParamName, Is.EqualTo(name));
        Assert.That(error.Message, Does.StartWith(message));
    }
}
