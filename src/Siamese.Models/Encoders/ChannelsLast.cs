using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Encoders;

/// <summary>Images stored pixel by pixel instead of channel by channel, shapes and values unchanged: <c>[N, C, H, W]</c> with C fastest.</summary>
/// <remarks>
/// On a CPU convolutions, pooling and normalisation then take a half to four fifths of the time. Operators tell by the strides and
/// keep them, so it is enough to begin with it and to give each convolution its weights in the same order. Parameters
/// themselves stay as they are: TorchSharp saves only contiguous ones.
/// </remarks>
internal static class ChannelsLast
{
    /// <summary>A view or copy of images or weights, differentiable. The caller owns it.</summary>
    public static Tensor Of(Tensor tensor)
    {
        var (channels, height, width) = (tensor.shape[1], tensor.shape[2], tensor.shape[3]);
        // With one channel both orders are the same bytes, so nothing would be copied and the strides would not tell.
        if (channels == 1 && tensor.is_contiguous())
            return tensor.as_strided(tensor.shape, [height * width, 1, width, 1]);
        using var scope = NewDisposeScope();
        return tensor.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }

    /// <summary>Images in this order on a CPU, as they are elsewhere.</summary>
    public static Tensor OnCpu(Tensor input) => input.device_type == DeviceType.CPU ? Of(input) : input;

    /// <summary>A convolution that keeps this order on a CPU.</summary>
    /// <remarks>Weights take the type of the images, which may be a shorter one than their own.</remarks>
    public static Tensor Convolve(Conv2d conv, Tensor x, long stride, long padding)
    {
        if (x.device_type != DeviceType.CPU && x.dtype == conv.weight.dtype)
            return conv.call(x);
        using var scope = NewDisposeScope();
        var weight = conv.weight.to(x.dtype);
        return nn.functional.conv2d(
            x, x.device_type == DeviceType.CPU ? Of(weight) : weight, conv.bias?.to(x.dtype), [stride, stride], [padding, padding]).MoveToOuterDisposeScope();
    }
}
