using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Encoders.Fused;

/// <summary>Forward and backward of a batch normalisation over the rows of matrices, <c>[rows, channels]</c> in contiguous memory.</summary>
internal static unsafe class NormPass<T>
    where T : struct, IPixels
{
    /// <summary>Mean and variance (over the number of rows) of every channel.</summary>
    public static (double[] Mean, double[] Variance) Statistics(RowChunks chunks, Tensor x, int channels)
    {
        var (start, shift) = ((nint)Start(x), First(x, channels));
        var (sum, square) = (new float[chunks.Count * channels], new float[chunks.Count * channels]);
        chunks.Run((chunk, first, length) =>
        {
            fixed (float* shifts = shift, sums = &sum[chunk * channels], squares = &square[chunk * channels])
                NormKernel<T>.Sums((byte*)start + (first * channels * T.Size), length, channels, shifts, sums, squares);
        });
        var (mean, variance) = (new double[channels], new double[channels]);
        for (var c = 0; c < channels; c++)
        {
            var (s, q) = (Total(sum, channels, c) / chunks.Rows, Total(square, channels, c) / chunks.Rows);
            mean[c] = shift[c] + s;
            variance[c] = Math.Max(0, q - (s * s));
        }
        return (mean, variance);
    }

    /// <summary>The result of <see cref="NormKernel{T}.Apply"/>.</summary>
    public static void Apply(RowChunks chunks, Tensor x, Tensor? around, Tensor y, Tensor? mask, int channels, float[] scale, float[] move)
    {
        var (from, beside, to, bits) = ((nint)Start(x), (nint)Start(around), (nint)Start(y), (nint)Start(mask));
        chunks.Run((_, first, length) =>
        {
            var at = first * channels;
            fixed (float* scales = scale, moves = move)
                NormKernel<T>.Apply(At(from, at), At(beside, at), At(to, at), Bits(bits, at), length, channels, scales, moves);
        });
    }

    /// <summary>Sums of the slopes, and of slopes times distance from the mean.</summary>
    public static (double[] Sum, double[] Product) SlopeSums(RowChunks chunks, Tensor slopes, Tensor x, Tensor? mask, int channels, double[] mean)
    {
        float[] rounded = [.. mean.Select(value => (float)value)];
        var (from, values, bits) = ((nint)Start(slopes), (nint)Start(x), (nint)Start(mask));
        var (sum, product) = (new float[chunks.Count * channels], new float[chunks.Count * channels]);
        chunks.Run((chunk, first, length) =>
        {
            var at = first * channels;
            fixed (float* means = rounded, sums = &sum[chunk * channels], products = &product[chunk * channels])
                NormKernel<T>.SlopeSums(At(from, at), At(values, at), Bits(bits, at), length, channels, means, sums, products);
        });
        double[] sums = [.. Enumerable.Range(0, channels).Select(c => Total(sum, channels, c))];
        // What the mean lost by rounding counts as often as there are slopes.
        return (sums, [.. Enumerable.Range(0, channels).Select(c => Total(product, channels, c) - ((mean[c] - rounded[c]) * sums[c]))]);
    }

    /// <summary>The result of <see cref="NormKernel{T}.Slopes"/>.</summary>
    public static void Slopes(
        RowChunks chunks, Tensor slopes, Tensor x, Tensor? mask, Tensor target, Tensor? around, int channels, float[] scale, float[] factor, float[] constant)
    {
        var (from, values, bits) = ((nint)Start(slopes), (nint)Start(x), (nint)Start(mask));
        var (to, beside) = ((nint)Start(target), (nint)Start(around));
        chunks.Run((_, first, length) =>
        {
            var at = first * channels;
            fixed (float* scales = scale, factors = factor, constants = constant)
            {
                NormKernel<T>.Slopes(
                    At(from, at), At(values, at), Bits(bits, at), At(to, at), At(beside, at), length, channels, scales, factors, constants);
            }
        });
    }

    // The caller holds the tensor until the pass is over.
    private static byte* Start(Tensor? tensor) => tensor is null ? null : (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));

    private static byte* At(nint start, long number) => start == 0 ? null : (byte*)start + (number * T.Size);

    private static byte* Bits(nint start, long number) => start == 0 ? null : (byte*)start + (number / 8);

    private static float[] First(Tensor x, int channels)
    {
        var values = new float[channels];
        for (var c = 0; c < channels; c += NormKernel<T>.Lanes)
        {
            fixed (float* target = &values[c])
                T.Load(Start(x) + (c * T.Size)).Store(target);
        }
        return values;
    }

    private static double Total(float[] parts, int channels, int channel)
    {
        var total = 0.0;
        for (var i = channel; i < parts.Length; i += channels)
            total += parts[i];
        return total;
    }
}
