using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Encoders.Fused;

/// <summary>Batch normalisation of a training batch, what goes around it and the ReLU behind it, in two passes over memory each way.</summary>
/// <remarks>Sources: Ioffe and Szegedy, ICML 2015, algorithm 1 and the derivatives of section 3. First derivatives only.</remarks>
internal sealed class NormFunction : autograd.SingleTensorFunction<NormFunction>
{
    private const string Request = "request";

    public override string Name => nameof(NormFunction);

    /// <param name="ctx">Keeps what the gradient needs.</param>
    /// <param name="vars">Images <c>[N, H, W, C]</c>, contiguous; weight, bias; a <see cref="NormRequest"/>; what goes around, shaped as the images, or nothing.</param>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (x, weight, bias, request) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2], (NormRequest)vars[3]);
        var around = vars.Length > 4 ? (Tensor)vars[4] : null;
        var channels = (int)x.shape[3];
        using var chunks = NormBatch.Chunks(x);
        var (mean, variance) = x.dtype == ScalarType.BFloat16
            ? NormPass<BFloat16Pixels>.Statistics(chunks, x, channels)
            : NormPass<Float32Pixels>.Statistics(chunks, x, channels);
        request.Track(mean, variance, chunks.Rows);
        var mask = request.Relu ? empty(x.numel() / 8, ScalarType.Byte) : null;
        var (inverse, scale, move) = request.Line(mean, variance, weight, bias);
        var y = empty_like(x);
        NormBatch.Apply(chunks, x, around, y, mask, channels, scale, move);
        ctx.save_data(Request, request with { Mean = mean, Inverse = inverse, HasAround = around is not null });
        ctx.save_for_backward(mask is null ? [x, weight] : [x, weight, mask]);
        return y;
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var saved = ctx.get_saved_variables();
        var request = (NormRequest)ctx.get_data(Request);
        var (x, weight, mask) = (saved[0], saved[1], request.Relu ? saved[2] : null);
        var channels = (int)x.shape[3];
        using var slopes = grad_output.to(x.dtype).contiguous();
        using var chunks = NormBatch.Chunks(x);
        var (sum, product) = x.dtype == ScalarType.BFloat16
            ? NormPass<BFloat16Pixels>.SlopeSums(chunks, slopes, x, mask, channels, request.Mean)
            : NormPass<Float32Pixels>.SlopeSums(chunks, slopes, x, mask, channels, request.Mean);
        var (scale, factor, constant) = (new float[channels], new float[channels], new float[channels]);
        var weights = MemoryMarshal.Cast<byte, float>(weight.bytes);
        double rows = chunks.Rows;
        for (var c = 0; c < channels; c++)
        {
            var inverse = request.Inverse[c];
            var a = weights[c] * inverse;
            product[c] *= inverse;                                         // with normalised x
            var slant = -a * inverse * product[c] / rows;
            (scale[c], factor[c], constant[c]) = ((float)a, (float)slant, (float)((-a * sum[c] / rows) - (slant * request.Mean[c])));
        }
        var (target, around) = (empty_like(x), request.HasAround ? empty_like(x) : null);
        NormBatch.Slopes(chunks, slopes, x, mask, target, around, channels, scale, factor, constant);
        List<Tensor> gradients = [target, tensor(product.Select(v => (float)v).ToArray()), tensor(sum.Select(v => (float)v).ToArray()), null!];
        if (around is not null)
            gradients.Add(around);
        foreach (var tensor in saved)
            tensor.Dispose();
        return gradients;
    }
}
