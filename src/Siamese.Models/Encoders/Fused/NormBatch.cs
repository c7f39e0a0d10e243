using System.Runtime.InteropServices;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Encoders.Fused;

/// <summary>Batch normalisation with what goes around it and the ReLU behind it, in one.</summary>
/// <remarks>
/// libtorch takes each of the three over the whole batch, in memory and back, and twice as often on the way back. On a CPU
/// that costs half as much as the convolutions.
/// </remarks>
internal static class NormBatch
{
    /// <param name="norm">Weights, bias and running statistics.</param>
    /// <param name="input">Images, <c>[N, C, H, W]</c>.</param>
    /// <param name="around">What is added behind the normalisation, of the same shape, or null.</param>
    /// <param name="relu">Whether negative results become 0.</param>
    /// <returns>Images of the same shape. The caller owns them.</returns>
    public static Tensor Call(BatchNorm2d norm, Tensor input, Tensor? around = null, bool relu = true)
    {
        using var scope = NewDisposeScope();
        if (!Fits(input, around) || (!norm.training && is_grad_enabled()))
        {
            var plain = norm.call(input);
            plain = around is null ? plain : plain + around;
            return (relu ? plain.relu() : plain).MoveToOuterDisposeScope();
        }
        var (x, beside) = (Rows(input), around is null ? null : Rows(around));                    // [N, H, W, C]
        var y = norm.training ? Training(norm, x, beside, relu) : Evaluation(norm, x, beside, relu);
        return y.permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }

    /// <summary>The rows of images <c>[N, H, W, C]</c> in chunks, for the passes that follow.</summary>
    public static RowChunks Chunks(Tensor x) => new(x.numel() / x.shape[3], checked((int)(x.shape[3] * x.element_size())));

    public static void Apply(RowChunks chunks, Tensor x, Tensor? around, Tensor y, Tensor? mask, int channels, float[] scale, float[] move)
    {
        if (x.dtype == ScalarType.BFloat16)
            NormPass<BFloat16Pixels>.Apply(chunks, x, around, y, mask, channels, scale, move);
        else
            NormPass<Float32Pixels>.Apply(chunks, x, around, y, mask, channels, scale, move);
    }

    public static void Slopes(
        RowChunks chunks, Tensor slopes, Tensor x, Tensor? mask, Tensor target, Tensor? around, int channels, float[] scale, float[] factor, float[] constant)
    {
        if (x.dtype == ScalarType.BFloat16)
            NormPass<BFloat16Pixels>.Slopes(chunks, slopes, x, mask, target, around, channels, scale, factor, constant);
        else
            NormPass<Float32Pixels>.Slopes(chunks, slopes, x, mask, target, around, channels, scale, factor, constant);
    }

    private static bool Fits(Tensor input, Tensor? around) => input.device_type == DeviceType.CPU
        && input.dtype is ScalarType.Float32 or ScalarType.BFloat16
        && input.dim() == 4 && input.shape[1] % NormKernel<Float32Pixels>.Lanes == 0 && input.numel() > 0
        && (around is null || (around.dtype == input.dtype && around.shape.AsSpan().SequenceEqual(input.shape)));

    private static Tensor Rows(Tensor images) => images.permute(0, 2, 3, 1).contiguous();

    private static Tensor Training(BatchNorm2d norm, Tensor x, Tensor? around, bool relu)
    {
        norm.num_batches_tracked!.add_(1);
        var request = new NormRequest(norm.running_mean, norm.running_var, norm.momentum!.Value, norm.eps, relu);
        return around is null
            ? NormFunction.apply(x, norm.weight, norm.bias!, request)
            : NormFunction.apply(x, norm.weight, norm.bias!, request, around);
    }

    private static Tensor Evaluation(BatchNorm2d norm, Tensor x, Tensor? around, bool relu)
    {
        var request = new NormRequest(null, null, 0, norm.eps, relu);
        var (_, scale, move) = request.Line(Values(norm.running_mean!), Values(norm.running_var!), norm.weight, norm.bias!);
        var y = empty_like(x);
        using var chunks = Chunks(x);
        Apply(chunks, x, around, y, relu ? empty(x.numel() / 8, ScalarType.Byte) : null, (int)x.shape[3], scale, move);
        return y;
    }

    private static double[] Values(Tensor tensor) => Array.ConvertAll(MemoryMarshal.Cast<byte, float>(tensor.bytes).ToArray(), value => (double)value);
}
