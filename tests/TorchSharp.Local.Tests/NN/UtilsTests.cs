using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using NNUtils = TorchSharp.torch.nn.utils;

namespace TorchSharp.Local.Tests.NN;

public class UtilsTests
{
    private static Modules.Parameter WithGradient(params double[] gradient)
    {
        var p = Parameter(zeros([gradient.Length], ScalarType.Float64));
        using var g = tensor(gradient);
        p.grad = g;
        return p;
    }

    // Gradients (3) and (0, 4): norm 5, scaled by 2.5 / 5.
    [TestCase(2, 2.5, 5, 1.5, 2)]
    [TestCase(2, 10, 5, 3, 4)]
    [TestCase(1, 3.5, 7, 1.5, 2)]
    [TestCase(double.PositiveInfinity, 2, 4, 1.5, 2)]
    public void ClipGradNorm_TwoParameters_ScalesThemTogether(double norm, double limit, double before, double first, double last)
    {
        using var scope = NewDisposeScope();
        Modules.Parameter a = WithGradient(3), b = WithGradient(0, 4), none = Parameter(ones(2));
        Assert.That(NNUtils.clip_grad_norm_([a, b, none], limit, norm), Is.EqualTo(before).Within(1e-9));
        Values.Same(a.grad!, [first], 1e-5);
        Values.Same(b.grad!, [0, last], 1e-5);
    }

    [Test]
    public void ClipGradValue_Elements_AreCutOff()
    {
        using var scope = NewDisposeScope();
        var p = WithGradient(-3, 0.5, 2);
        NNUtils.clip_grad_value_([p], 1);
        Values.Same(p.grad!, [-1, 0.5, 1]);
    }

    [Test]
    public void Vector_OfParametersAndBack_KeepsTheirOrder()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (Parameter(Values.Count(1, 1, 2, 2)), Parameter(Values.Count(5, 1, 1)));
        Values.Same(NNUtils.parameters_to_vector([a, b]), [1, 2, 3, 4, 5]);
        NNUtils.vector_to_parameters(Values.Count(10, 10, 5), [a, b]);
        Values.Same(a, [10, 20, 30, 40]);
        Values.Same(b, [50]);
        Assert.That(a.shape, Is.EqualTo(new long[] { 2, 2 }));
        Assert.That(a.requires_grad && a.is_leaf);
    }

    [Test]
    public void FuseConvBatchNorm_Evaluation_GivesTheSameOutput()
    {
        using var scope = NewDisposeScope();
        manual_seed(8);
        using var conv = Conv2d(2, 3, 3, dtype: ScalarType.Float64);
        using var norm = BatchNorm2d(3, dtype: ScalarType.Float64);
        using (no_grad())
        {
            norm.call(conv.call(randn([4, 2, 6, 6], ScalarType.Float64)));
            norm.weight.copy_(Values.Count(0.5, 0.5, 3));
            norm.bias!.copy_(Values.Count(-1, 1, 3));
        }
        conv.eval();
        norm.eval();
        var x = randn([1, 2, 5, 5], ScalarType.Float64);
        var (weight, bias) = NNUtils.fuse_conv_bn_weights(conv.weight, conv.bias, norm.running_mean!, norm.running_var!, norm.eps, norm.weight, norm.bias);
        Values.Same(functional.conv2d(x, weight, bias), Values.Of(norm.call(conv.call(x))), 1e-9);
    }

    [Test]
    public void FuseLinearBatchNorm_Evaluation_GivesTheSameOutputAndRefusesTraining()
    {
        using var scope = NewDisposeScope();
        manual_seed(9);
        using var fc = Linear(3, 2, dtype: ScalarType.Float64);
        using var norm = BatchNorm1d(2, dtype: ScalarType.Float64);
        norm.call(fc.call(randn([8, 3], ScalarType.Float64)));
        Assert.That(() => NNUtils.fuse_linear_bn_eval(fc, norm), Throws.InvalidOperationException);
        fc.eval();
        norm.eval();
        var x = randn([4, 3], ScalarType.Float64);
        using var fused = NNUtils.fuse_linear_bn_eval(fc, norm);
        Values.Same(fused.call(x), Values.Of(norm.call(fc.call(x))), 1e-9);
    }
}
