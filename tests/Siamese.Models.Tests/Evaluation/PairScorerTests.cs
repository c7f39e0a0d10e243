using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Data.Tuples;
using TorchSharp.Siamese.Models.Evaluation;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Evaluation;

public class PairScorerTests
{
    [Test]
    public void All_RandomRows_GivesTheFiguresOfPlainLoops([Values] bool similarity)
    {
        using var scope = NewDisposeScope();
        IDistance distance = similarity ? new CosineSimilarity() : new LpDistance();
        var (rows, labels) = (Batches.Stack(Batches.Rows(25, 4, 61)), Batches.Labels(25, 4, 61));
        var matrix = (double[,])distance.Matrix(rows).data<double>().ToNDArray();
        var pairs = (from i in Enumerable.Range(0, 25) from j in Enumerable.Range(i + 1, 24 - i) select (i, j)).ToArray();
        var expected = VerificationScores.From(
            [.. pairs.Select(p => matrix[p.i, p.j])], [.. pairs.Select(p => labels[p.i] == labels[p.j])], similarity ? ScoreKind.Similarity : ScoreKind.Distance);

        var all = PairScorer.All(rows, tensor(labels), distance);
        var chosen = PairScorer.Of(rows, [.. pairs.Select(p => new SamplePair(p.i, p.j, labels[p.i] == labels[p.j]))], distance);
        var blocked = PairScorer.All(rows, tensor(labels), distance, blockElements: 60);
        foreach (var scores in new[] { all, chosen, blocked })
        {
            Assert.That(scores.Kind, Is.EqualTo(expected.Kind));
            Assert.That(RocCurve.From(scores, allPoints: true).Thresholds, Is.EqualTo(RocCurve.From(expected, allPoints: true).Thresholds).Within(1e-12));
            Assert.That(VerificationMetrics.From(scores).Auc, Is.EqualTo(VerificationMetrics.From(expected).Auc).Within(1e-12));
        }
    }

    [Test]
    public void AllAndNearest_OnCuda_AgreeWithTheHost()
    {
        var device = CudaDevice.Needed();
        using var scope = NewDisposeScope();
        var (rows, labels) = (Batches.Stack(Batches.Rows(40, 4, 62)), tensor(Batches.Labels(40, 4, 62)));
        var (host, ours) = (VerificationMetrics.From(PairScorer.All(rows, labels)), VerificationMetrics.From(PairScorer.All(rows.to(device), labels.to(device))));
        Assert.That((ours.Auc, ours.EqualErrorRate), Is.EqualTo((host.Auc, host.EqualErrorRate)));
        Assert.That(KnnEvaluator.Evaluate(rows.to(device), labels.to(device)).CorrectCount, Is.EqualTo(KnnEvaluator.Evaluate(rows, labels).CorrectCount));
    }

    [Test]
    public void All_OneClass_SaysHowManyPairsThereAre()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ArgumentException>(() => PairScorer.All(randn(3, 2), zeros(3, ScalarType.Int64)));
        Assert.That(error!.Message, Does.StartWith("Expected at least one same-class and one different-class pair, got 3 and 0."));
    }

    [Test]
    public void Of_RowThatDoesNotExist_IsNamed()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ArgumentException>(() => PairScorer.Of(randn(3, 2), [new SamplePair(1, 3, true)]));
        Assert.That(error!.ParamName, Is.EqualTo("pairs"));
        Assert.That(error.Message, Does.StartWith("Expected rows of 0 to 2, got 1 and 3."));
    }

    [Test]
    public void AllAndOf_LeaveNothingAlive()
    {
        using Tensor rows = randn(5, 3), labels = tensor(new long[] { 0, 0, 1, 1, 1 });
        SamplePair[] pairs = [new(0, 1, true), new(0, 2, false)];
        Assert.That(LeakCheck.LeftAlive(() => PairScorer.All(rows, labels)), Is.Zero);
        Assert.That(LeakCheck.LeftAlive(() => PairScorer.Of(rows, pairs)), Is.Zero);
    }
}
