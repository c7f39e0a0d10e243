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

    // The square of a number overflows, the distance does not.
    [Test]
    public void LpMatrixAndPairwise_HugeRows_AreThoseOfSmallOnesTimesTheFactor(
        [Values] bool narrow, [Values(3, 40)] int count, [Values(1.0, 2.0, 3.0)] double p, [Values] bool withReference)
    {
        using var scope = NewDisposeScope();
        var (type, factor) = narrow ? (ScalarType.Float32, 1e30) : (ScalarType.Float64, 1e300);
        var distance = new LpDistance(p, normalize: false);
        var rows = Batches.Stack(Batches.Rows(count, 4, 31)).to(type);
        var others = withReference ? Batches.Stack(Batches.Rows(count, 4, 32)).to(type) : null;
        var tolerance = (narrow ? 1e-4 : 1e-12) * 10;
        if (p != 3)   // the general form is torch's own
        {
            var matrix = distance.Matrix(rows * factor, others is null ? null : others * factor) / factor;
            Assert.That((matrix - distance.Matrix(rows, others)).abs().max().ToDouble(), Is.LessThan(tolerance));
        }
        var pairs = distance.Pairwise(rows * factor, (others ?? rows.flip(0)) * factor) / factor;
        Assert.That((pairs - distance.Pairwise(rows, others ?? rows.flip(0))).abs().max().ToDouble(), Is.LessThan(tolerance));
    }

    // 8.1e307 is a number, four times as much is none.
    [Test]
    public void LpMatrix_SquareJustWithinTheType_IsThatSquare()
    {
        using var scope = NewDisposeScope();
        var matrix = new LpDistance(power: 2, normalize: false).Matrix(tensor([0, 9e153], [2, 1]));
        Assert.That(matrix[0, 1].item<double>(), Is.EqualTo(8.1e307).Within(1e-9).Percent);
    }

    [TestCaseSource(nameof(Distances))]
    public void Matrix_HugeRowsNormalized_KeepDirectionAndGradient(IDistance distance)
    {
        if (distance is LpDistance { Normalize: false } or DotProductSimilarity { Normalize: false } or SnrDistance { Normalize: false })
            Assert.Pass("Keeps the lengths.");
        using var scope = NewDisposeScope();
        foreach (var (type, factor) in new[] { (ScalarType.Float32, 1e30), (ScalarType.Float64, 1e300) })
        {
            Tensor rows = Batches.Stack(Batches.Rows(5, 4, 33)).to(type).requires_grad_(), huge = (rows.detach() * factor).requires_grad_();
            Tensor matrix = distance.Matrix(rows), ofHuge = distance.Matrix(huge);
            matrix.square().sum().backward();
            ofHuge.square().sum().backward();
            var tolerance = (type == ScalarType.Float32 ? 1e-4 : 1e-12) * 100;
            Assert.That((ofHuge - matrix).abs().max().ToDouble(), Is.LessThan(tolerance));
            Assert.That((huge.grad! * factor - rows.grad!).abs().max().ToDouble(), Is.LessThan(tolerance));
        }
    }

    // var(x) is 0: as much as the number type can tell.
    [Test]
    public void Snr_RowWithoutSignal_IsFarAndFinite([Values] bool normalize)
    {
        using var scope = NewDisposeScope();
        var rows = tensor([2.0, 2, 2, 1, -1, 0, 5, 5, 5, 0, 0, 0], [4, 3]).requires_grad_();
        var distance = new SnrDistance(normalize: normalize);
        var matrix = distance.Matrix(rows);
        matrix.sum().backward();
        Assert.That(matrix.isfinite().all().item<bool>() && rows.grad!.isfinite().all().item<bool>(), Is.True);
        var most = Math.Pow(finfo(ScalarType.Float64).eps, -2);
        Assert.That(matrix[0, 1].item<double>(), Is.EqualTo(most).Within(1).Percent, "noise without a signal");
        Assert.That(matrix[3, 1].item<double>(), Is.EqualTo(most).Within(1).Percent, "a row of zeros");
        Assert.That(matrix[1, 0].item<double>(), Is.EqualTo(1).Within(1e-12), "the signal is what differs");
        Assert.That(distance.Pairwise(rows[..1], rows[1..2]).item<double>(), Is.GreaterThan(1e20));
        Assert.That(distance.Matrix(ones(2, 1), ones(3, 1)).isfinite().all().item<bool>(), Is.True, "one coordinate");
        Assert.That(distance.Pairwise(ones(2, 1), ones(2, 1)).isfinite().all().item<bool>(), Is.True, "one coordinate");
    }

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
        Assert.That(difference.abs().max().item<double>(), Is.EqualTo(0).Within(1e-12));
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
        var rows = Batches.Stack([.. Enumerable.Repeat(Batches.Rows(1, 4, 6)[0], 40)], ScalarType.Float32).requires_grad_();
        var (matrix, pairwise) = (distance.Matrix(rows), distance.Pairwise(rows, rows.detach()));
        (matrix.sum() + pairwise.sum()).backward();
        Assert.That(matrix.isfinite().all().item<bool>() && rows.grad!.isfinite().all().item<bool>(), Is.True);
        if (!distance.IsInverted)
            Assert.That(matrix.abs().max().item<float>() + pairwise.abs().max().item<float>(), Is.EqualTo(0).Within(1e-15));
    }

    // 60 rows are enough for the matrix product; clusters make many pairs close, equal rows make some zero.
    [Test]
    public void LpMatrix_ManyRows_AgreesWithTheDirectFormInValueAndGradient(
        [Values] bool normalize, [Values(1, 2)] double power, [Values] bool withReference, [Values(1.0, 1e-3, 1e-9)] double spread)
    {
        using var scope = NewDisposeScope();
        var rows = Batches.Stack([.. Enumerable.Range(0, 60).Select(i => Clustered(i, spread))]);
        var reference = withReference ? Batches.Stack([.. Enumerable.Range(30, 50).Select(i => Clustered(i, spread))]) : null;
        var weights = Batches.Stack(Batches.Rows(60, withReference ? 50 : 60, 41));

        (Tensor Value, Tensor Gradient) Run(Func<Tensor, Tensor, Tensor> matrix)
        {
            var input = rows.clone().requires_grad_();
            var unit = normalize ? nn.functional.normalize(input) : input;
            var other = reference is null ? unit : normalize ? nn.functional.normalize(reference) : reference;
            var value = matrix(unit, other);
            (value * weights).sum().backward();
            return (value, input.grad!);
        }

        var distance = new LpDistance(power: power, normalize: false);
        var (ours, gradient) = Run((left, right) => distance.Matrix(left, reference is null ? null : right));
        var (direct, slope) = Run((left, right) => cdist(left, right, 2, compute_mode.donot_use_mm_for_euclid_dist).pow(power));
        Assert.That(((ours - direct).abs() / direct.clamp_min(1e-300)).max().item<double>(), Is.EqualTo(0).Within(1e-9));
        Assert.That((gradient - slope).abs().max().item<double>(), Is.EqualTo(0).Within(1e-9 * Math.Max(1, slope.abs().max().item<double>())));
    }

    [Test]
    public void LpMatrix_ManyRowsInSinglePrecision_IsAsExactAsPromised()
    {
        using var scope = NewDisposeScope();
        var rows = Batches.Stack([.. Enumerable.Range(0, 200).Select(i => Clustered(i, 0.02 * (i % 20)))], ScalarType.Float32);
        var (ours, exact) = (new LpDistance().Matrix(rows).to(ScalarType.Float64), new LpDistance().Matrix(rows.to(ScalarType.Float64)));
        Assert.That(((ours - exact).abs() / exact.clamp_min(1e-2)).max().item<double>(), Is.EqualTo(0).Within(3e-4));
        Assert.That(ours.diagonal().abs().max().item<double>(), Is.Zero);
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

    /// <summary>A point near one of twelve centres; every tenth lies exactly on it.</summary>
    private static double[] Clustered(int index, double spread)
    {
        var (centre, offset) = (Batches.Rows(1, 6, 500 + index % 12)[0], Batches.Rows(1, 6, 700 + index)[0]);
        return [.. centre.Zip(offset, (c, o) => index % 10 == 0 ? c : c + spread * o)];
    }
}
