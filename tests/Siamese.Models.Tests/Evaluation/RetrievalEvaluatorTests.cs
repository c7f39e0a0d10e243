using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Evaluation;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Evaluation;

public class RetrievalEvaluatorTests
{
    private static readonly RetrievalOptions Raw = new() { Distance = new LpDistance(normalize: false) };

    // Query at 0 of class 1; gallery at 1 (miss), 2 (match), 3 (match), 4 (miss), 5 (match): ranks 2, 3, 5, so R = 3.
    // R-precision 2/3; MAP@R (1/2 + 2/3)/3 = 7/18; MAP (1/2 + 2/3 + 3/5)/3 = 53/90; MRR 1/2.
    [Test]
    public void Evaluate_OneQuery_MatchesHandWorkedFigures()
    {
        using var scope = NewDisposeScope();
        var result = RetrievalEvaluator.Evaluate(
            zeros([1, 1], ScalarType.Float64), tensor(new long[] { 1 }), tensor([1.0, 2, 3, 4, 5], [5, 1]), tensor(new long[] { 0, 1, 1, 0, 1 }), Raw);
        Assert.Multiple(() =>
        {
            Assert.That(result.Overall.Queries, Is.EqualTo(1));
            Assert.That(result.Overall.PrecisionAt1, Is.Zero);
            Assert.That(result.Overall.RPrecision, Is.EqualTo(2 / 3.0).Within(1e-15));
            Assert.That(result.Overall.MeanAveragePrecisionAtR, Is.EqualTo(7 / 18.0).Within(1e-15));
            Assert.That(result.Overall.MeanAveragePrecision, Is.EqualTo(53 / 90.0).Within(1e-15));
            Assert.That(result.Overall.MeanReciprocalRank, Is.EqualTo(0.5));
            Assert.That(result.Cmc, Is.EqualTo(new double[] { 0, 1, 1, 1, 1 }));
            Assert.That((result.RecallAt(1), result.RecallAt(2)), Is.EqualTo((0.0, 1.0)));
            Assert.That(result.FoundShareAt(4), Is.EqualTo(2 / 3.0).Within(1e-15));
            Assert.That(result.FoundShareAt(5), Is.EqualTo(1).Within(1e-15));
        });
    }

    // The same ranks 2, 3, 5 with two neighbours: among min(3, 2) is rank 2 only, with a precision of 1/2; R stays 3.
    [Test]
    public void Evaluate_FewNeighbors_CutsTheRanking()
    {
        using var scope = NewDisposeScope();
        var result = RetrievalEvaluator.Evaluate(
            zeros([1, 1], ScalarType.Float64), tensor(new long[] { 1 }), tensor([1.0, 2, 3, 4, 5], [5, 1]), tensor(new long[] { 0, 1, 1, 0, 1 }),
            Raw with { Neighbors = 2 });
        Assert.That(result.Overall, Is.EqualTo(new RetrievalFigures(1, 0, 0.5, 0.5 / 3, 0.5 / 3, 0.5)));
        Assert.That(result.FoundShareAt(5), Is.EqualTo(1 / 3.0).Within(1e-15));
    }

    [Test]
    public void Evaluate_EqualEmbeddings_FindNothingBeforeWhatIsWrong()
    {
        using var scope = NewDisposeScope();
        var result = RetrievalEvaluator.Evaluate(ones(6, 3), tensor(new long[] { 0, 0, 0, 1, 1, 1 }));
        // Three wrong rows are as near as the two right ones, which come at ranks 4 and 5.
        Assert.That((result.Overall.PrecisionAt1, result.Overall.MeanReciprocalRank, result.RecallAt(3), result.RecallAt(4)), Is.EqualTo((0.0, 0.25, 0.0, 1.0)));
    }

    // The same of a set that is large enough for its distances to come from one multiplication.
    [TestCase(ScalarType.Float32)]
    [TestCase(ScalarType.Float64)]
    public void Evaluate_ManyEqualEmbeddings_FindNothingBeforeWhatIsWrong(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var rows = randn([1, 7], type).expand(60, 7);
        var result = RetrievalEvaluator.Evaluate(rows, tensor(Enumerable.Range(0, 60).Select(i => i % 3L).ToArray()));
        Assert.That((result.Overall.PrecisionAt1, result.RecallAt(40), result.RecallAt(41)), Is.EqualTo((0.0, 0.0, 1.0)));
        Assert.That(result.Overall.MeanReciprocalRank, Is.EqualTo(1 / 41.0).Within(1e-12));
    }

    // Squares of these are beyond float32, and of distances between them only the largest.
    [Test]
    public void Evaluate_HugeEmbeddings_RanksThem()
    {
        using var scope = NewDisposeScope();
        var (rows, labels) = (Batches.Stack(Batches.Rows(60, 5, 9)).to(ScalarType.Float32), tensor(Batches.Labels(60, 6, 9)));
        Assert.That(RetrievalEvaluator.Evaluate(rows * 1e30f, labels, options: Raw).Overall.PrecisionAt1, Is.EqualTo(RetrievalEvaluator.Evaluate(rows, labels, options: Raw).Overall.PrecisionAt1));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Evaluate_RandomRowsWithTies_MatchesPlainLoops(bool leaveOneOut)
    {
        using var scope = NewDisposeScope();
        var random = new Random(8);
        var (query, gallery) = (Grid(random, 40), leaveOneOut ? null : Grid(random, 55));
        var (asked, known) = (Batches.Labels(40, 5, 3), leaveOneOut ? null : Batches.Labels(55, 7, 4));
        var result = RetrievalEvaluator.Evaluate(query, tensor(asked), gallery, known is null ? null : tensor(known), Raw with { Ranks = 20 }, blockElements: 100);

        var expected = RetrievalOracle.Figures(query, asked, gallery ?? query, known ?? asked, leaveOneOut);
        Assert.That(result.Overall.PrecisionAt1, Is.EqualTo(expected.PrecisionAt1).Within(1e-12));
        Assert.That(result.Overall.RPrecision, Is.EqualTo(expected.RPrecision).Within(1e-12));
        Assert.That(result.Overall.MeanAveragePrecisionAtR, Is.EqualTo(expected.MapAtR).Within(1e-12));
        Assert.That(result.Overall.MeanReciprocalRank, Is.EqualTo(expected.ReciprocalRank).Within(1e-12));
        Assert.That(result.Cmc, Is.EqualTo(expected.Cmc.Take(20)).Within(1e-12));
        Assert.That(result.FoundShareAt(7), Is.EqualTo(expected.FoundShareAt7).Within(1e-12));
    }

    [Test]
    public void Evaluate_RelationOfClasses_GivesTheFiguresOfLabels([Values] bool leaveOneOut)
    {
        using var scope = NewDisposeScope();
        var labels = Batches.Labels(30, 4, 71);
        var rows = Batches.Stack(Batches.Rows(30, 3, 71));
        var relation = new ClassRelation(ClassIndex.From(labels.Select(label => (int)label)));
        int[] queries = [.. Enumerable.Range(0, 30).Where(i => i % 3 == 0)], others = [.. Enumerable.Range(0, 30).Where(i => i % 3 != 0)];
        var (byRelation, byLabel) = leaveOneOut
            ? (RetrievalEvaluator.Evaluate(rows, relation), RetrievalEvaluator.Evaluate(rows, tensor(labels)))
            : (RetrievalEvaluator.Evaluate(Rows(rows, queries), relation, queries, Rows(rows, others), others),
                RetrievalEvaluator.Evaluate(Rows(rows, queries), Rows(tensor(labels), queries), Rows(rows, others), Rows(tensor(labels), others)));
        Assert.That(byRelation.Overall, Is.EqualTo(byLabel.Overall));
        Assert.That(byRelation.ByClass, Is.Empty);
    }

    // Samples 0 to 3 on a line at 0, 1, 2, 3. 0 and 2 are positive, 0 and 1 never to be put together: for query 0 row 1 is left out,
    // so row 2 comes first.
    [Test]
    public void Evaluate_RelationIgnoresARow_LeavesItOutOfTheRanking()
    {
        using var scope = NewDisposeScope();
        var relation = new PairListRelation(4, [(0, 2)], [(0, 1)]);
        var result = RetrievalEvaluator.Evaluate(zeros([1, 1], ScalarType.Float64), relation, [0], tensor([1.0, 2, 3], [3, 1]), [1, 2, 3], Raw);
        Assert.That(result.Overall.PrecisionAt1, Is.EqualTo(1));
    }

    [Test]
    public void Evaluate_GalleryThatBeginsWithTheQueries_LeavesThemOut()
    {
        using var scope = NewDisposeScope();
        var (rows, labels) = (Batches.Stack(Batches.Rows(20, 3, 5)), tensor(Batches.Labels(20, 3, 5)));
        var inside = RetrievalEvaluator.Evaluate(rows, labels, rows, labels, new() { GalleryBeginsWithQuery = true });
        Assert.That(inside.Overall, Is.EqualTo(RetrievalEvaluator.Evaluate(rows, labels).Overall));
        Assert.That(RetrievalEvaluator.Evaluate(rows, labels, rows, labels).Overall.PrecisionAt1, Is.EqualTo(1), "each finds itself");
    }

    [Test]
    public void ToString_SaysTheProtocol()
    {
        using var scope = NewDisposeScope();
        var result = RetrievalEvaluator.Evaluate(tensor([0.0, 1, 5], [3, 1]), tensor(new long[] { 4, 4, 9 }), options: Raw);
        Assert.That(result.ToString(), Is.EqualTo("precision@1 100.00 %, R-precision 100.00 %, MAP@R 100.00 %, MRR 100.00 % (retrieval: each of 3 rows against the 2 others; "
            + "Euclidean distance of rows as they are; 2 classes in the gallery; all neighbours; 1 queries with nothing to find left out; of equally near rows the wrong ones first)"));
    }

    [Test]
    public void Evaluate_BadInput_IsNamed()
    {
        using var scope = NewDisposeScope();
        var labels = tensor(new long[] { 0, 0, 1 });
        AssertNamed("query", "Expected at least one query with a gallery row of its own class, got none among 3 queries and 2 rows", () => RetrievalEvaluator.Evaluate(randn(3, 2), tensor(new long[] { 0, 1, 2 })));
        AssertNamed("gallery", "Expected shape [-1, 2], got [4, 3].", () => RetrievalEvaluator.Evaluate(randn(3, 2), labels, randn(4, 3), zeros(4, ScalarType.Int64)));
        AssertNamed("query", "Expected finite embeddings, got NaN or infinity in row 1.", () => RetrievalEvaluator.Evaluate(tensor([0f, float.NaN, 1], [3, 1]), labels));
        AssertNamed("gallery", "Expected finite embeddings, got NaN or infinity in row 0.", () => RetrievalEvaluator.Evaluate(randn(3, 1), labels, tensor([float.PositiveInfinity], [1, 1]), zeros(1, ScalarType.Int64)));
        AssertNamed("galleryLabels", "Expected both a gallery and galleryLabels, or neither", () => RetrievalEvaluator.Evaluate(randn(3, 2), labels, randn(3, 2)));
        AssertNamed("query", "Expected at least one gallery row besides a query itself, got 1 in all.", () => RetrievalEvaluator.Evaluate(randn(1, 2), zeros(1, ScalarType.Int64)));
        AssertNamed("querySamples", "Expected one sample per row, 3, got 2.", () => RetrievalEvaluator.Evaluate(randn(3, 2), new PairListRelation(4, [(0, 1)], []), [0, 1]));
        AssertNamed("querySamples", "Expected sample numbers of 0 to 3, those of the relation, got 4.", () => RetrievalEvaluator.Evaluate(randn(3, 2), new PairListRelation(4, [(0, 1)], []), [0, 1, 4]));
        AssertNamed("query", "Expected distances that are numbers, got NaN", () => RetrievalEvaluator.Evaluate(ones(3, 2), labels, options: new() { Distance = new NoNumbers() }));
    }

    [Test]
    public void Evaluate_OnCuda_AgreesWithTheHost()
    {
        var device = CudaDevice.Needed();
        using var scope = NewDisposeScope();
        var (rows, labels) = (Batches.Stack(Batches.Rows(60, 5, 6)), tensor(Batches.Labels(60, 6, 6)));
        Assert.That(RetrievalEvaluator.Evaluate(rows.to(device), labels.to(device)).Overall, Is.EqualTo(RetrievalEvaluator.Evaluate(rows, labels).Overall));
    }

    [Test]
    public void Evaluate_LeavesNothingAlive()
    {
        using Tensor rows = randn(6, 3), labels = tensor(new long[] { 0, 0, 1, 1, 1, 0 });
        Assert.That(LeakCheck.LeftAlive(() => RetrievalEvaluator.Evaluate(rows, labels)), Is.Zero);
    }

    // Whole numbers from 0 to 3, so that many distances are equal.
    private static Tensor Grid(Random random, int count)
        => tensor(Enumerable.Range(0, count * 2).Select(_ => (double)random.Next(4)).ToArray(), [count, 2]);

    private static Tensor Rows(Tensor values, int[] rows) => values.index_select(0, tensor(rows.Select(row => (long)row).ToArray()));

    private static void AssertNamed(string name, string message, Action action)
    {
        var error = Assert.Catch<ArgumentException>(action);
        Assert.That(error!.ParamName, Is.EqualTo(name));
        Assert.That(error.Message, Does.StartWith(message));
    }

    private sealed class NoNumbers : IDistance
    {
        public bool IsInverted => false;

        public Tensor Matrix(Tensor query, Tensor? reference = null) => full([query.shape[0], (reference ?? query).shape[0]], float.NaN);

        public Tensor Pairwise(Tensor left, Tensor right) => full([left.shape[0]], float.NaN);

        public Tensor RawPairwise(Tensor left, Tensor right) => Pairwise(left, right);
    }
}
