using System;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

public abstract class ConvolutionTranspose : Convolution
{
    protected ConvolutionTranspose(string name, long in_channels, long out_channels, long[] kernel_size, long[] stride, long[]? padding,
        Padding? padding_type, long[] dilation, bool transposed, long[] output_padding, long groups, bool bias, PaddingModes padding_mode,
        Device? device = null, ScalarType? dtype = null)
        : base(name, in_channels, out_channels, kernel_size, stride, padding, padding_type, dilation, transposed, output_padding, groups, bias,
            padding_mode, device, dtype)
    {
    }

    public override Tensor forward(Tensor input) => forward(input, null);

    /// <param name="output_size">Which of the sizes that this layer's stride allows; null leaves it to <c>output_padding</c>.</param>
    public abstract Tensor forward(Tensor input, long[]? output_size);

    /// <summary>What to add on one side so that the output has the size asked for.</summary>
    protected long[] _output_padding(Tensor input, long[]? output_size, long[] kernel_size, long[] stride, long[] padding, long[] dilation,
        long num_spatial_dims)
    {
        if (output_size is null) return [output_padding[0]];   // as in TorchSharp, for all dimensions
        var leading = (int)(input.dim() - num_spatial_dims);
        if (output_size.Length == input.dim()) output_size = output_size[leading..];
        if (output_size.Length != num_spatial_dims)
            throw new ArgumentException($"ConvTranspose{num_spatial_dims}D: for {input.dim()}D input, output_size must have {num_spatial_dims} "
                + $"or {input.dim()} elements (got {output_size.Length})", nameof(input));
        var result = new long[num_spatial_dims];
        var sizes = input.shape.AsSpan(leading);
        for (var d = 0; d < result.Length; d++)
        {
            var least = (sizes[d] - 1) * stride[d] - 2 * padding[d] + dilation[d] * (kernel_size[d] - 1) + 1;
            result[d] = output_size[d] - least;
            if (result[d] < 0 || result[d] >= stride[d])
                throw new ArgumentException($"Requested an output size of {output_size[d]} in dimension {d}, but valid sizes range from {least} "
                    + $"to {least + stride[d] - 1}");
        }
        return result;
    }
}
