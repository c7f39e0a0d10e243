using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Local.Tests.Tensors;

public class ReductionTests
{
    // [[1, 2, 3], [4, 5, 6]]
    private static Tensor Six() => tensor(new[,] { { 1f, 2, 3 }, { 4, 5, 6 } });

    [Test]
    public void Sum_OverAllSomeOrKeptDimensions()
    {
        using var scope = NewDisposeScope();
        var t = Six();
        TensorAssert.IsScalar(t.sum(), 21);
        TensorAssert.Holds(t.sum(dim: 0), 5, 7, 9);   // a plain 0 is the ScalarType of that value
        TensorAssert.Holds(t.sum(-1, keepdim: true), [2, 1], [6, 15]);
        TensorAssert.IsScalar(t.sum(0, 1), 21);
        TensorAssert.Holds(t.sum([1L]), 6, 15);
        TensorAssert.Holds(t.sum((ReadOnlySpan<long>)[0, 1], true), [1, 1], [21]);
        TensorAssert.Holds(ones(2, 2, 2).sum(0, 1, 2).reshape(1), 8);
        Assert.That(tensor(new[] { true, true }).sum().item<long>(), Is.EqualTo(2));
        Assert.That(t.sum(type: float64).dtype, Is.EqualTo(ScalarType.Float64));
        TensorAssert.IsScalar(zeros(0).sum(), 0);
    }

    [Test]
    public void Mean_Prod_AndCounting()
    {
        using var scope = NewDisposeScope();
        var t = Six();
        TensorAssert.IsScalar(t.mean(), 3.5);
        TensorAssert.Holds(t.mean([1L]), 2, 5);
        TensorAssert.Holds(t.mean([0L, 1], keepdim: true), [1, 1], [3.5]);
        TensorAssert.IsScalar(t.prod(), 720);
        TensorAssert.Holds(t.prod(dim: 0), 4, 10, 18);
        TensorAssert.IsScalar(tensor(new[] { 0, 3, 0, 5 }).count_nonzero(), 2);
        TensorAssert.Holds(tensor(new[,] { { 0, 3 }, { 0, 5 } }).count_nonzero([0L]), 0, 2);
        Assert.Throws<ExternalException>(() => tensor(new[] { 1, 2 }).mean());
        TensorAssert.Holds(tensor(new[] { 1, 2 }).mean([0L], type: float32).reshape(1), 1.5);
    }

    [Test]
    public void NanReductions_LeaveNanOut()
    {
        using var scope = NewDisposeScope();
        var t = tensor(new[] { 1f, float.NaN, 3 });
        TensorAssert.IsScalar(t.nansum(), 4);
        TensorAssert.IsScalar(t.nanmedian(), 1);
        Assert.That(t.sum().item<float>(), Is.NaN);
    }

    // Deviations of 1, 2, 3 from 2: variance 2/2 = 1 unbiased, 2/3 biased.
    [Test]
    public void Variance_UnbiasedOrNot()
    {
        using var scope = NewDisposeScope();
        var t = Six();
        TensorAssert.Holds(t.var(1), 1, 1);
        TensorAssert.Holds(t.var(1, unbiased: false), 2.0 / 3, 2.0 / 3);
        TensorAssert.Holds(t.std([1L], keepdim: true), [2, 1], [1, 1]);
        TensorAssert.IsScalar(t.var(), 3.5);
        TensorAssert.IsScalar(t.std((0, 1)), Math.Sqrt(3.5));
        var (deviation, mean) = t.std_mean(1);
        TensorAssert.Holds(deviation, 1, 1);
        TensorAssert.Holds(mean, 2, 5);
        TensorAssert.IsScalar(t.var_mean().mean, 3.5);
    }

    [Test]
    public void Extremes_AndWhereTheyAre()
    {
        using var scope = NewDisposeScope();
        var t = tensor(new[,] { { 1f, 9, 3 }, { 7, 5, 6 } });
        TensorAssert.IsScalar(t.max(), 9);
        TensorAssert.IsScalar(t.min(), 1);
        TensorAssert.IsScalar(t.argmax(), 1);
        TensorAssert.IsScalar(t.argmin(), 0);
        var (values, indexes) = t.max(1);
        TensorAssert.Holds(values, 9, 7);
        TensorAssert.Holds(indexes, 1, 0);
        TensorAssert.Holds(t.min(0, keepdim: true).indexes, [1, 3], [0, 1, 0]);
        TensorAssert.Holds(t.argmax(0), 1, 0, 1);
        TensorAssert.Holds(t.amax([1L]), 9, 7);
        TensorAssert.Holds(t.amin(0, 1).reshape(1), 1);
        var (least, most) = t.aminmax(0);
        TensorAssert.Holds(least, 1, 5, 3);
        TensorAssert.Holds(most, 7, 9, 6);
        Assert.Throws<ExternalException>(() => zeros(0).max());
    }

    [Test]
    public void Amax_IntoATensor_WritesThere()
    {
        using var scope = NewDisposeScope();
        var target = empty(2);
        Six().amax([1L], false, target);
        TensorAssert.Holds(target, 3, 6);
    }

    [Test]
    public void All_Any_OverAllOrOneDimension()
    {
        using var scope = NewDisposeScope();
        var t = tensor(new[,] { { true, false }, { true, true } });
        Assert.That((t.all().item<bool>(), t.any().item<bool>()), Is.EqualTo((false, true)));
        TensorAssert.Holds(t.all(1), 0, 1);
        TensorAssert.Holds(t.any(0, keepdim: true), [1, 2], [1, 1]);
    }

    [Test]
    public void Norms_OfThreeAndFour()
    {
        using var scope = NewDisposeScope();
        var t = tensor(new[,] { { 3f, 4 }, { 0, -5 } });
        TensorAssert.IsScalar(t.norm(), Math.Sqrt(50));
        TensorAssert.Holds(t.norm(1), 5, 5);
        TensorAssert.Holds(t.norm(1, true, 1), [2, 1], [7, 5]);
        TensorAssert.IsScalar(t[0].dist(t[1]), Math.Sqrt(9 + 81));
        TensorAssert.IsScalar(linalg.norm(t[0]), 5);
        TensorAssert.IsScalar(linalg.vector_norm(t[0], 1), 7);
        TensorAssert.IsScalar(linalg.norm(t[0], double.PositiveInfinity), 4);
        TensorAssert.IsScalar(linalg.matrix_norm(t), Math.Sqrt(50));
        TensorAssert.IsScalar(linalg.matrix_norm(t, 1), 9);
        TensorAssert.Holds(linalg.norm(t, 1, [1L]), 7, 5);
    }

    [Test]
    public void Logsumexp_DoesNotOverflow()
    {
        using var scope = NewDisposeScope();
        TensorAssert.Holds(tensor(new[,] { { 1000.0, 1000 } }).logsumexp(1), 1000 + Math.Log(2));
    }

    [Test]
    public void Median_Mode_AndQuantiles()
    {
        using var scope = NewDisposeScope();
        var t = tensor(new[] { 3f, 1, 2, 2 });
        TensorAssert.IsScalar(t.median(), 2);
        TensorAssert.IsScalar(t.mode().values, 2);
        TensorAssert.IsScalar(t.quantile(tensor(0.5f)), 2);
        TensorAssert.Holds(Six().quantile(tensor(0.5f), 1), 2, 5);
        TensorAssert.Holds(arange(5.0).quantile(tensor(new[] { 0f, 0.25f, 0.9f })), 0, 1, 3.6);
    }

    [Test]
    public void Cumulative_Sums_Products_AndExtremes()
    {
        using var scope = NewDisposeScope();
        var t = tensor(new[] { 1f, 3, 2, 4 });
        TensorAssert.Holds(t.cumsum(0), 1, 4, 6, 10);
        TensorAssert.Holds(t.cumprod(0), 1, 3, 6, 24);
        TensorAssert.Holds(t.cummax(0).values, 1, 3, 3, 4);
        TensorAssert.Holds(t.cummin(0).indexes, 0, 0, 0, 0);
        TensorAssert.Holds(t.diff(), 2, -1, 2);
        TensorAssert.Holds(t.diff(prepend: zeros(1)), 1, 2, -1, 2);
        TensorAssert.IsScalar(t.trapezoid(), 7.5);
        TensorAssert.Holds(t.logcumsumexp(0)[..2], 1, Math.Log(Math.E + Math.Exp(3)));
        Assert.That(tensor(new[] { 1, 2 }).cumsum(0, float32).dtype, Is.EqualTo(ScalarType.Float32));
    }

    [Test]
    public void Counting_BinsEdgesAndBuckets()
    {
        using var scope = NewDisposeScope();
        TensorAssert.Holds(tensor(new[] { 1L, 1, 3 }).bincount(null), 0, 2, 0, 1);
        TensorAssert.Holds(tensor(new[] { 1L, 1, 3 }).bincount(tensor(new[] { 0.5, 1, 2 }), 5), 0, 1.5, 0, 2, 0);
        TensorAssert.Holds(tensor(new[] { 0f, 1, 1, 4 }).histc(4, 0, 4), 1, 2, 0, 1);
        var (counts, edges) = histogram(tensor(new[] { 0f, 1, 1, 4 }), 2, (0, 4));
        TensorAssert.Holds(counts, 3, 1);
        TensorAssert.Holds(edges, 0, 2, 4);
        var sorted = tensor(new[] { 1f, 3, 5 });
        TensorAssert.Holds(searchsorted(sorted, tensor(new[] { 0f, 3, 9 })), 0, 1, 3);
        TensorAssert.Holds(searchsorted(sorted, tensor(new[] { 3f }), right: true), 2);
        TensorAssert.Holds(tensor(new[] { 2f, 5 }).bucketize(sorted), 1, 2);
        Assert.That(tensor(new[] { 2f }).bucketize(sorted, outInt32: true).dtype, Is.EqualTo(ScalarType.Int32));
    }

    [Test]
    public void Covariance_OfTwoRows()
    {
        using var scope = NewDisposeScope();
        var t = tensor(new[,] { { 1.0, 2, 3 }, { 3, 2, 1 } });
        TensorAssert.Holds(t.cov(), [2, 2], [1, -1, -1, 1]);
        TensorAssert.Holds(t.corrcoef(), [2, 2], [1, -1, -1, 1]);
    }

    [Test]
    public void Gradient_OfSumAndMax_ReachesTheInput()
    {
        using var scope = NewDisposeScope();
        var t = tensor(new[] { 1f, 3, 2 }, requires_grad: true);
        (t.max() + t.mean()).backward();
        TensorAssert.Holds(t.grad!, 1.0 / 3, 4.0 / 3, 1.0 / 3);
    }
}
