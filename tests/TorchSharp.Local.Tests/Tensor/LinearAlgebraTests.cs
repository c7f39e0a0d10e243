using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Local.Tests.Tensors;

public class LinearAlgebraTests
{
    // [[2, 1], [1, 3]]: determinant 5, eigenvalues (5 +- sqrt 5) / 2.
    private static Tensor Matrix() => tensor(new[,] { { 2.0, 1 }, { 1, 3 } });

    [Test]
    public void Products_OfVectorsAndMatrices()
    {
        using var scope = NewDisposeScope();
        Tensor m = Matrix(), v = tensor(new[] { 1.0, 2 });
        TensorAssert.Holds(m.matmul(m), [2, 2], [5, 5, 5, 10]);
        TensorAssert.Holds(m.mm(eye(2, dtype: float64)), [2, 2], [2, 1, 1, 3]);
        TensorAssert.Holds(m.mv(v), 4, 7);
        TensorAssert.IsScalar(v.dot(v), 5);
        TensorAssert.IsScalar(v.inner(v), 5);
        TensorAssert.Holds(v.outer(v), [2, 2], [1, 2, 2, 4]);
        TensorAssert.Holds(m.unsqueeze(0).bmm(v.reshape(1, 2, 1)), [1, 2, 1], [4, 7]);
        TensorAssert.Holds(v.kron(v), 1, 2, 2, 4);
        TensorAssert.Holds(m.addmm(m, m, 2, 0.5f), [2, 2], [6.5, 4.5, 4.5, 11]);
        TensorAssert.Holds(v.addmv(m, v), 5, 9);
        TensorAssert.Holds(m.addr(v, v), [2, 2], [3, 3, 3, 7]);
        TensorAssert.Holds(m.unsqueeze(0).baddbmm(m.unsqueeze(0), m.unsqueeze(0)), [1, 2, 2], [7, 6, 6, 13]);
        TensorAssert.Holds(m.addbmm(m.unsqueeze(0), m.unsqueeze(0)), [2, 2], [7, 6, 6, 13]);
        TensorAssert.Holds(m.matrix_power(2), [2, 2], [5, 5, 5, 10]);
        TensorAssert.Holds(linalg.multi_dot([m, m, v]), 15, 25);
        TensorAssert.Holds(linalg.cross(tensor(new[] { 1, 0, 0 }), tensor(new[] { 0, 1, 0 })), 0, 0, 1);
        TensorAssert.IsScalar(linalg.vecdot(v, v), 5);
    }

    [Test]
    public void Einsum_And_Tensordot_AgreeWithMatmul()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        Tensor a = randn([2L, 3], float64), b = randn([3L, 4], float64);
        var expected = a.matmul(b);
        Assert.That(einsum("ij,jk->ik", a, b).allclose(expected), Is.True);
        Assert.That(a.tensordot(b, [1L], [0L]).allclose(expected), Is.True);
        Assert.That(tensordot(a, b, [(1, 0)]).allclose(expected), Is.True);
        TensorAssert.IsScalar(einsum("ii", Matrix()), 5);
        Assert.Throws<ExternalException>(() => einsum("ij,jk->ik", a, a));
    }

    [Test]
    public void Decompositions_MultiplyBackToTheMatrix()
    {
        using var scope = NewDisposeScope();
        var m = Matrix();
        var (q, r) = linalg.qr(m);
        Assert.That(q.matmul(r).allclose(m), Is.True);
        var (u, s, vh) = linalg.svd(m);
        Assert.That((u * s).matmul(vh).allclose(m), Is.True);
        var (values, vectors) = linalg.eigh(m);
        TensorAssert.Holds(values, (5 - Math.Sqrt(5)) / 2, (5 + Math.Sqrt(5)) / 2);
        Assert.That((vectors * values).matmul(vectors.T).allclose(m), Is.True);
        var lower = linalg.cholesky(m);
        Assert.That(lower.matmul(lower.T).allclose(m), Is.True);
        var (p, l, upper) = linalg.lu(m);
        Assert.That(p.matmul(l).matmul(upper).allclose(m), Is.True);
        TensorAssert.Holds(linalg.eig(m).Item1.real.sort().Values, (5 - Math.Sqrt(5)) / 2, (5 + Math.Sqrt(5)) / 2);
        TensorAssert.Holds(linalg.svdvals(m), (5 + Math.Sqrt(5)) / 2, (5 - Math.Sqrt(5)) / 2);
        var (complete, _) = linalg.qr(ones(3, 1), linalg.QRMode.Complete);
        Assert.That(complete.shape, Is.EqualTo(new long[] { 3, 3 }));
    }

    [Test]
    public void Solving_UndoesTheProduct()
    {
        using var scope = NewDisposeScope();
        Tensor m = Matrix(), x = tensor(new[,] { { 1.0 }, { -2 } }), b = m.matmul(x);
        Assert.That(linalg.solve(m, b).allclose(x), Is.True);
        Assert.That(linalg.inv(m).matmul(b).allclose(x), Is.True);
        Assert.That(m.inverse().matmul(m).allclose(eye(2, dtype: float64), atol: 1e-12), Is.True);
        Assert.That(linalg.lstsq(m, b).Solution.allclose(x), Is.True);
        Assert.That(linalg.pinv(m).allclose(linalg.inv(m)), Is.True);
        Assert.That(m.pinverse().allclose(linalg.inv(m)), Is.True);
        Assert.That(linalg.solve_triangular(m.tril(), m.tril().matmul(x), upper: false).allclose(x), Is.True);
        Assert.That(b.cholesky_solve(linalg.cholesky(m)).allclose(x), Is.True);
        Assert.Throws<ExternalException>(() => linalg.inv(zeros(2, 2)));
        Assert.Throws<ExternalException>(() => linalg.cholesky(-m));
    }

    [Test]
    public void Determinants_RankAndCondition()
    {
        using var scope = NewDisposeScope();
        var m = Matrix();
        TensorAssert.IsScalar(m.det(), 5);
        TensorAssert.IsScalar(m.logdet(), Math.Log(5));
        TensorAssert.IsScalar(linalg.slogdet(m).Item2, Math.Log(5));
        TensorAssert.IsScalar(linalg.matrix_rank(ones(2, 2)), 1);
        TensorAssert.IsScalar(linalg.cond(m), (5 + Math.Sqrt(5)) / (5 - Math.Sqrt(5)));
        TensorAssert.Holds(zeros(2, 2).matrix_exp(), [2, 2], [1, 0, 0, 1]);
    }

    // Rows (0, 0), (3, 4), (6, 8): 5 and 10 apart.
    [Test]
    public void Cdist_OfAThreeFourFiveTriangle()
    {
        using var scope = NewDisposeScope();
        var t = tensor(new[,] { { 0f, 0 }, { 3, 4 }, { 6, 8 } });
        TensorAssert.Holds(cdist(t, t), [3, 3], [0, 5, 10, 5, 0, 5, 10, 5, 0], 1e-4);
        TensorAssert.Holds(cdist(t[..1], t, 1), [1, 3], [0, 7, 14]);
        TensorAssert.Holds(cdist(t, t, 2, compute_mode.donot_use_mm_for_euclid_dist), [3, 3], [0, 5, 10, 5, 0, 5, 10, 5, 0]);
        Assert.Throws<ArgumentException>(() => cdist(t, t, -1));
        Assert.Throws<ExternalException>(() => cdist(t, ones(1, 3)));
    }

    [Test]
    public void Shapes_ThatDoNotFit_AreLibtorchsErrors()
    {
        using var scope = NewDisposeScope();
        Assert.That(Assert.Throws<ExternalException>(() => ones(2, 3).mm(ones(2, 3)))!.Message, Does.Contain("mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)"));
        Assert.Throws<ExternalException>(() => ones(2).mm(ones(2)));
        Assert.Throws<ExternalException>(() => ones(2, 2).mm(ones(2, 2, ScalarType.Int64)));
        Assert.Throws<ArgumentException>(() => ones(2).trace());
    }
}
