using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Local.Tests.NN;

public class PoolingTests
{
    /// <summary>1 to 16 in four rows.</summary>
    private static Tensor Image() => Values.Count(1, 1, 1, 1, 4, 4);

    [Test]
    public void MaxPool2d_Kernels_TakeTheLargest()
    {
        using var scope = NewDisposeScope();
        Values.Same(MaxPool2d(2).call(Image()), [6, 8, 14, 16]);
        Values.Same(MaxPool2d((2, 4)).call(Image()), [8, 16]);
        Values.Same(MaxPool2d([3, 3], [1, 1]).call(Image()), [11, 12, 15, 16]);
        Values.Same(MaxPool2d(3, stride: 2, padding: 1).call(Image()), [6, 8, 14, 16]);
        Values.Same(MaxPool2d(3, stride: 3, ceil_mode: true).call(Image()), [11, 12, 15, 16]);
        Values.Same(functional.max_pool2d(Image(), 2, dilation: 2, stride: 1), [11, 12, 15, 16]);
    }

    [Test]
    public void MaxPool2d_WithIndices_CountsCellsInRowOrder()
    {
        using var scope = NewDisposeScope();
        var (values, indices) = MaxPool2d(2).forward_with_indices(Image());
        Values.Same(values, [6, 8, 14, 16]);
        Values.Same(indices, [5, 7, 13, 15]);
    }

    [Test]
    public void MaxPool1dAnd3d_TakeTheLargest()
    {
        using var scope = NewDisposeScope();
        Values.Same(MaxPool1d(2).call(Values.Count(1, 1, 1, 1, 5)), [2, 4]);
        Values.Same(MaxPool1d(2).forward_with_indices(Values.Count(1, 1, 1, 1, 5)).Indices, [1, 3]);
        Values.Same(MaxPool3d(2).call(Values.Count(1, 1, 1, 1, 2, 2, 4)), [14, 16]);
    }

    [Test]
    public void AvgPool_Kernels_TakeTheMean()
    {
        using var scope = NewDisposeScope();
        Values.Same(AvgPool1d(2).call(Values.Count(1, 1, 1, 1, 4)), [1.5, 3.5]);
        Values.Same(AvgPool2d(2).call(Image()), [3.5, 5.5, 11.5, 13.5]);
        Values.Same(AvgPool2d(2, divisor_override: 1).call(Image()), [14, 22, 46, 54]);
        Values.Same(AvgPool3d(2).call(Values.Count(1, 1, 1, 1, 2, 2, 2)), [4.5]);
    }

    // The corner's window covers 1 and padding: (1 + 0 + 0 + 0) / 4, or / 1 without counting the padding.
    [TestCase(true, 0.25)]
    [TestCase(false, 1)]
    public void AvgPool2d_Padding_CountsOrNot(bool count, double corner)
    {
        using var scope = NewDisposeScope();
        var output = AvgPool2d(2, stride: 2, padding: 1, count_include_pad: count).call(Image());
        Assert.That(output[0, 0, 0, 0].item<double>(), Is.EqualTo(corner));
    }

    [Test]
    public void AdaptivePools_AnyInput_GiveTheSizeAsked()
    {
        using var scope = NewDisposeScope();
        Values.Same(AdaptiveAvgPool2d(1).call(Image()), [8.5]);
        Values.Same(AdaptiveAvgPool2d((2, 1)).call(Image()), [4.5, 12.5]);
        Values.Same(AdaptiveMaxPool2d([2, 2]).call(Image()), [6, 8, 14, 16]);
        Values.Same(AdaptiveMaxPool2d([1, 1]).forward_with_indices(Image()).indices, [15]);
        Values.Same(AdaptiveAvgPool1d(2).call(Values.Count(1, 1, 1, 1, 3)), [1.5, 2.5]);
        Values.Same(AdaptiveMaxPool1d(2).call(Values.Count(1, 1, 1, 1, 3)), [2, 3]);
        Values.Same(AdaptiveAvgPool3d(1).call(Values.Count(1, 1, 1, 1, 2, 2, 2)), [4.5]);
    }

    [Test]
    public void MaxPool2d_Backward_ReachesOnlyTheLargest()
    {
        using var scope = NewDisposeScope();
        var image = Image().requires_grad_();
        MaxPool2d(2).call(image).sum().backward();
        Values.Same(image.grad!, [0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1]);
    }
}
