using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Local.Tests.NN;

public class FunctionalTests
{
    [TestCase(2, new[] { 0.6, 0.8, 0, 0 })]
    [TestCase(1, new[] { 3.0 / 7, 4.0 / 7, 0, 0 })]
    [TestCase(double.PositiveInfinity, new[] { 0.75, 1, 0, 0 })]
    public void Normalize_Rows_HaveNormOneAndAZeroRowStaysZero(double p, double[] expected)
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[,] { { 3.0, 4 }, { 0, 0 } });
        Values.Same(functional.normalize(x, p), expected);
        Values.Same(x, [3, 4, 0, 0]);
    }

    [Test]
    public void Normalize_ZeroRow_HasAFiniteGradient()
    {
        using var scope = NewDisposeScope();
        var x = zeros([1, 3], ScalarType.Float64).requires_grad_();
        functional.normalize(x).sum().backward();
        Assert.That(x.grad!.isfinite().all().item<bool>());
    }

    [Test]
    public void Normalize_OtherDimension_IsTakenAlongIt()
    {
        using var scope = NewDisposeScope();
        Values.Same(functional.normalize(tensor(new[,] { { 3.0, 0 }, { 4, 2 } }), dim: 0), [0.6, 0, 0.8, 1]);
    }

    [Test]
    public void Distances_HandWorked()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (tensor(new[,] { { 1.0, 0 }, { 0, 0 } }), tensor(new[,] { { 0.8, 0.6 }, { 3, 4 } }));
        Values.Same(functional.cosine_similarity(a, b), [0.8, 0]);
        Values.Same(CosineSimilarity().call(a, b), [0.8, 0]);
        Values.Same(functional.pairwise_distance(a, b, eps: 0), [Math.Sqrt(0.4), 5]);
        Values.Same(PairwiseDistance(1, 0, true).call(a, b), [0.8, 7]);
        Assert.That(PairwiseDistance(1, 0, true).call(a, b).shape, Is.EqualTo(new long[] { 2, 1 }));
    }

    [Test]
    public void OneHot_Labels_SetOneColumn()
    {
        using var scope = NewDisposeScope();
        Values.Same(functional.one_hot(tensor(new[] { 1L, 0L }), 3), [0, 1, 0, 1, 0, 0]);
        Assert.That(functional.one_hot(tensor(new[] { 4L })).shape, Is.EqualTo(new long[] { 1, 5 }));
        Assert.That(() => functional.one_hot(ones(2)), Throws.ArgumentException.With.Message.Contains("Int64"));
    }

    [Test]
    public void BatchNorm_Function_UpdatesTheStatisticsItIsGiven()
    {
        using var scope = NewDisposeScope();
        var (mean, var) = (zeros([1], ScalarType.Float64), ones([1], ScalarType.Float64));
        var x = tensor(new[,] { { 1.0 }, { 3.0 } });
        Values.Same(functional.batch_norm(x, mean, var, training: true, momentum: 0.5, eps: 0), [-1, 1]);
        Values.Same(mean, [1]);      // 0.5·0 + 0.5·2
        Values.Same(var, [1.5]);     // 0.5·1 + 0.5·2 (unbiased)
    }
}
