using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Evaluation;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Evaluation;

public class MatchFinderTests
{
    private static readonly LpDistance Raw = new(normalize: false);

    private static VerificationThreshold At(double value, ScoreKind kind = ScoreKind.Distance)
        => new() { Value = value, Kind = kind, Rule = ThresholdRule.BestAccuracy, SameCount = 1, DifferentCount = 1, ChosenAccuracy = 1 };

    // On a line at 0, 1, 3, 3.5: within 1 of each other are (0, 1) and (3, 3.5).
    [Test]
    public void Within_PointsOnALine_FindsTheHandWorkedPairs()
    {
        using var scope = NewDisposeScope();
        var rows = tensor([0.0, 1, 3, 3.5], [4, 1]);
        Assert.That(new MatchFinder(At(1), Raw).Within(rows), Is.EqualTo(new MatchedPair[] { new(0, 1, 1), new(2, 3, 0.5) }));
        Assert.That(new MatchFinder(At(2), Raw).Within(rows).Select(pair => (pair.First, pair.Second)), Is.EqualTo(new[] { (0, 1), (1, 2), (2, 3) }));
    }

    [Test]
    public void EveryForm_AgreesWithTheThreshold([Values] bool similarity)
    {
        using var scope = NewDisposeScope();
        IDistance distance = similarity ? new CosineSimilarity() : new LpDistance();
        var finder = new MatchFinder(similarity ? At(0.4, ScoreKind.Similarity) : At(0.8), distance);
        var (left, right) = (Batches.Stack(Batches.Rows(30, 3, 1)), Batches.Stack(Batches.Rows(30, 3, 2)));
        var matrix = (double[,])distance.Matrix(left, right).data<double>().ToNDArray();
        Assert.That(finder.AreSame(left, right), Is.EqualTo(Enumerable.Range(0, 30).Select(i => similarity ? matrix[i, i] >= 0.4 : matrix[i, i] <= 0.8)));
        using var gallery = new GalleryIndex(3, distance, ScalarType.Float64);
        gallery.Add([.. Enumerable.Range(0, 30).Select(i => $"{i}")], right);
        var found = finder.In(left, gallery);
        for (var i = 0; i < 30; i++)
            Assert.That(found[i].Select(hit => int.Parse(hit.Name)), Is.EquivalentTo(Enumerable.Range(0, 30).Where(j => similarity ? matrix[i, j] >= 0.4 : matrix[i, j] <= 0.8)));
    }

    [Test]
    public void BadInput_IsNamed()
    {
        using var scope = NewDisposeScope();
        Assert.That(() => new MatchFinder(At(1, ScoreKind.Similarity)), Throws.ArgumentException.With.Message.StartsWith("Expected a threshold of the kind Distance for this distance, got Similarity."));
        using var gallery = new GalleryIndex(3, new CosineSimilarity());
        Assert.That(() => new MatchFinder(At(1)).In(randn(1, 3), gallery), Throws.ArgumentException.With.Message.StartsWith("Expected a gallery of the Euclidean distance of normalised rows, got one of the cosine similarity."));
        Assert.That(() => new MatchFinder(At(1)).AreSame(randn(2, 3), randn(3, 3)), Throws.ArgumentException.With.Message.StartsWith("Expected shape [2, 3], got [3, 3]."));
        Assert.That(() => new MatchFinder(At(1)).Within(full(1, 2, float.NaN)), Throws.ArgumentException.With.Message.StartsWith("Expected finite embeddings"));
    }

    [Test]
    public void EveryForm_LeavesNothingAlive()
    {
        using Tensor left = randn(5, 3), right = randn(5, 3);
        var finder = new MatchFinder(At(1));
        Assert.That(LeakCheck.LeftAlive(() => finder.AreSame(left, right)), Is.Zero);
        Assert.That(LeakCheck.LeftAlive(() => finder.Within(left)), Is.Zero);
    }
}
