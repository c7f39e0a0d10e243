using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Tests.Mining;

public class DistanceTests
{
    private static readonly object[] Distances =
    [
        new TestCaseData(new LpDistance()).SetArgDisplayNames("Euclidean"),
        new TestCaseData(new LpDistance(normalize: false)).SetArgDisplayNames("Euclidean raw"),
        new TestCaseData(new LpDistance(p: 1, power: 2)).SetArgDisplayNames("Manhattan squared"),
        new TestCaseData(new LpDistance(p: 3, normalize: false)).SetArgDisplayNames("cubic"),
        new TestCaseData(new LpDistance(power: 0.5)).SetArgDisplayNames("root"),
        new TestCaseData(new CosineSimilarity()).SetArgDisplayNames("cosine"),
        new TestCaseData(new CosineSimilarity(power: 2)).SetArgDisplayNames("cosine squared"),
        new TestCaseData(new DotProductSimilarity()).SetArgDisplayNames("dot product"),
        new TestCaseData(new SnrDistance()).SetArgDisplayNames("signal to noise"),
        new TestCaseData(new SnrDistance(power: 2, normalize: false)).SetArgDisplayNames("signal to noise squared"),
    ];

    // From (3, 4) to (0, 0), then the same rows on the unit sphere: (0.6, 0.8) and (1, 0).
    [TestCase(2, 1, false, 5)]
    [TestCase(2, 2, false, 25)]
    [TestCase(1, 1, false, 7)]
    public void LpMatrix_ThreeFourFive_MatchesHandComputedValue(double p, double power, bool normalize, double expected)
    {
        using var scope = NewDisposeScope();
        var matrix = new LpDistance(p, power, normalize).Matrix(tensor([3.0, 4.0], [1, 2]), zeros(1, 2, ScalarType.Float64));
        Assert.That(matrix.item<double>(), Is.EqualTo(expected).Within(1e-12));
    }

    // (3, 4)/5 = (0.6, 0.8); to (1, 0): sqrt(0.16 + 0.64).
    [Test]
    public void LpMatrix_Normalized_MeasuresOnTheUnitSphere()
    {
        using var scope = NewDisposeScope();
        var matrix = new LpDistance().Matrix(tensor([3.0, 4.0], [1, 2]), tensor([2.0, 0.0], [1, 2]));
        Assert.That(matrix.item<double>(), Is.EqualTo(Math.Sqrt(0.8)).Within(1e-12));
    }

    // (1, 2, 3) has variance 1; (1, 2, 3) - (1, 0, 2) = (0, 2, 1) has variance 1 too; the other way round var(1, 0, 2) = 1.
    // With (2, 4, 6) as query: variance 4, difference (1, 4, 4), variance 3.
    [Test]
    public void SnrMatrix_HandWorked_IsNoiseOverSignalOfTheQuery()
    {
        using var scope = NewDisposeScope();
        var matrix = new SnrDistance(normalize: false).Matrix(tensor([2.0, 4, 6], [1, 3]), tensor([1.0, 0, 2], [1, 3]));
        Assert.That(matrix.item<double>(), Is.EqualTo(0.75).Within(1e-12));
    }

    [TestCaseSource(nameof(Distances))]
    public void Pairwise_RandomRows_IsTheDiagonalOfTheMatrix(IDistance distance)
    {
        using var scope = NewDisposeScope();
        var (left, right) = (Batches.Stack(Batches.Rows(5, 4, 1)), Batches.Stack(Batches.Rows(5, 4, 2)));
        var difference = distance.Pairwise(left, right) - distance.Matrix(left, right).diagonal();
        Assert.That(difference.abs().max().item<double>(), Is.LessThan(1e-12));
    }

    [TestCaseSource(nameof(Distances))]
    public void Matrix_WithoutReference_IsTheMatrixOfTheBatchWithItself(IDistance distance)
    {
        using var scope = NewDisposeScope();
        var rows = Batches.Stack(Batches.Rows(30, 4, 3));
        Assert.That((distance.Matrix(rows) - distance.Matrix(rows, rows.clone())).abs().max().item<double>(), Is.EqualTo(0));
    }

    [TestCaseSource(nameof(Distances))]
    public void MatrixAndPairwise_RandomRows_HaveTheGradientOfFiniteDifferences(IDistance distance)
    {
        using var scope = NewDisposeScope();
        var (point, other) = (Batches.Stack(Batches.Rows(3, 4, 4)), Batches.Stack(Batches.Rows(3, 4, 5)));
        GradientCheck.Agrees(rows => distance.Matrix(rows, other).sum(), point);
        GradientCheck.Agrees(rows => distance.Matrix(other, rows).sum(), point);
        GradientCheck.Agrees(rows => distance.Pairwise(rows, other).sum(), point);
        GradientCheck.Agrees(rows => distance.RawPairwise(other, rows).sum(), point);
    }

    [TestCaseSource(nameof(Distances))]
    public void MatrixAndPairwise_EqualRows_HaveFiniteValuesAndGradients(IDistance distance)
    {
        using var scope = NewDisposeScope();
        var rows = Batches.Stack([.. Enumerable.Repeat(Batches.Rows(1, 4, 6)[0], 30)], ScalarType.Float32).requires_grad_();
        var (matrix, pairwise) = (distance.Matrix(rows), distance.Pairwise(rows, rows.detach()));
        (matrix.sum() + pairwise.sum()).backward();
        Assert.That(matrix.isfinite().all().item<bool>() && rows.grad!.isfinite().all().item<bool>(), Is.True);
        if (!distance.IsInverted)
            Assert.That(matrix.abs().max().item<float>() + pairwise.abs().max().item<float>(), Is.LessThan(1e-15));
    }

    [TestCaseSource(nameof(Distances))]
    public void Matrix_ZeroRows_IsEmpty(IDistance distance)
    {
        using var scope = NewDisposeScope();
        Assert.That(distance.Matrix(zeros(0, 4), zeros(3, 4)).shape, Is.EqualTo(new long[] { 0, 3 }));
        Assert.That(distance.Pairwise(zeros(0, 4), zeros(0, 4)).shape, Is.EqualTo(new long[] { 0 }));
    }

    [TestCaseSource(nameof(Distances))]
    public void MatrixAndPairwise_LeaveExactlyTheirResultAlive(IDistance distance)
    {
        using var rows = Batches.Stack(Batches.Rows(4, 3, 7));
        LeakCheck.LeavesOnlyItsResult(() => distance.Matrix(rows));
        LeakCheck.LeavesOnlyItsResult(() => distance.Pairwise(rows, rows));
        LeakCheck.LeavesOnlyItsResult(() => distance.RawPairwise(rows, rows));
    }

    [TestCaseSource(nameof(Distances))]
    public void Matrix_WidthsDiffer_NamesTheArgumentAndBothShapes(IDistance distance)
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ArgumentException>(() => distance.Matrix(ones(4, 8), ones(3, 7)));
        Assert.That(error!.ParamName, Is.EqualTo("reference"));
        Assert.That(error.Message, Does.StartWith("Expected shape [-1, 8], got [3, 7]."));
    }

    [Test]
    public void Matrix_WholeNumbers_AsksForFloatingPoint()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ArgumentException>(() => new LpDistance().Matrix(ones([2, 2], ScalarType.Int64)));
        Assert.That(error!.ParamName, Is.EqualTo("query"));
        Assert.That(error.Message, Does.StartWith("Expected a floating-point tensor, got Int64."));
    }

    [Test]
    public void Pairwise_TypesDiffer_NamesTheArgument()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ArgumentException>(() => new CosineSimilarity().Pairwise(ones(2, 2), ones([2, 2], ScalarType.Float64)));
        Assert.That(error!.ParamName, Is.EqualTo("right"));
        Assert.That(error.Message, Does.StartWith("Expected dtype Float32, got Float64."));
    }

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    public void Constructors_PowerNotFiniteAndPositive_Throw(double power)
    {
        Action[] makers = [() => _ = new LpDistance(p: power), () => _ = new LpDistance(power: power), () => _ = new CosineSimilarity(power), () => _ = new DotProductSimilarity(power: power), () => _ = new SnrDistance(power)];
        foreach (var maker in makers)
        {
            var error = Assert.Throws<ArgumentOutOfRangeException>(maker);
            Assert.That(error!.ParamName, Is.AnyOf("p", "power"));
            Assert.That(error.Message, Does.StartWith("Expected a finite number above 0, got"));
        }
    }
}
