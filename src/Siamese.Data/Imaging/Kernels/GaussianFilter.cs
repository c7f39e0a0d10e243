using System.Diagnostics;
using System.Runtime.Intrinsics;
using TorchSharp.Siamese.Data.Sources;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Imaging.Kernels;

/// <summary>Convolution with a Gaussian, columns after rows; the image is mirrored about its edge pixels as often as need be.</summary>
internal static class GaussianFilter
{
    /// <summary>The share of each pixel: <c>exp(-d² / 2 sigma²)</c> at distance d, made to add up to 1. Fills the middle, 0 elsewhere.</summary>
    /// <param name="sigma">Above 0, in pixels.</param>
    /// <param name="size">Pixels that count; odd, at most the length.</param>
    /// <param name="weights">Odd length.</param>
    public static void Weights(double sigma, int size, Span<float> weights)
    {
        weights.Clear();
        var middle = weights.Length / 2;
        var sum = 0.0;
        for (var d = -size / 2; d <= size / 2; d++)
            sum += Math.Exp(-0.5 * (d / sigma) * (d / sigma));
        for (var d = -size / 2; d <= size / 2; d++)
            weights[middle + d] = (float)(Math.Exp(-0.5 * (d / sigma) * (d / sigma)) / sum);
    }

    public static int ScratchLength(ImageShape shape, int kernel) =>
        (shape.Height * BilinearSampler.WholeVectors(shape.Width)) + BilinearSampler.WholeVectors(shape.Width) + kernel - 1;

    /// <param name="plane"><c>[H, W]</c>, source and result.</param>
    /// <param name="width">W.</param>
    /// <param name="weights">Odd length.</param>
    /// <param name="scratch">At least <see cref="ScratchLength"/>.</param>
    public static void Blur(Span<float> plane, int width, ReadOnlySpan<float> weights, Span<float> scratch)
    {
        var height = plane.Length / width;
        var stride = BilinearSampler.WholeVectors(width);
        var rows = scratch[..(height * stride)];
        var mirrored = scratch.Slice(rows.Length, stride + weights.Length - 1);
        mirrored.Clear();
        Span<int> offsets = stackalloc int[weights.Length];
        for (var t = 0; t < offsets.Length; t++)
            offsets[t] = t;
        for (var y = 0; y < height; y++)
        {
            MirrorRow(plane.Slice(y * width, width), weights.Length / 2, mirrored);
            WeightedSum(mirrored, offsets, weights, rows.Slice(y * stride, stride));
        }
        for (var y = 0; y < height; y++)
        {
            for (var t = 0; t < offsets.Length; t++)
                offsets[t] = Mirror(y + t - (weights.Length / 2), height) * stride;
            WeightedSum(rows, offsets, weights, plane.Slice(y * width, width));
        }
    }

    /// <summary>Each image with its own weights.</summary>
    /// <param name="images"><c>[B, C, H, W]</c>.</param>
    /// <param name="weights"><c>[B, K]</c>, K odd, on the same device.</param>
    public static Tensor Blur(Tensor images, Tensor weights) => BlurAlong(BlurAlong(images, weights, 3), weights, 2);

    /// <summary>The pixel that stands for one outside of the image: the image is mirrored about the middle of its edge pixels.</summary>
    public static int Mirror(int position, int size)
    {
        if (size == 1)
            return 0;
        var period = 2 * (size - 1);
        var inPeriod = ((position % period) + period) % period;
        return inPeriod < size ? inPeriod : period - inPeriod;
    }

    private static void MirrorRow(ReadOnlySpan<float> row, int radius, Span<float> mirrored)
    {
        row.CopyTo(mirrored[radius..]);
        for (var i = 1; i <= radius; i++)
        {
            mirrored[radius - i] = row[Mirror(-i, row.Length)];
            mirrored[radius + row.Length - 1 + i] = row[Mirror(row.Length - 1 + i, row.Length)];
        }
    }

    // result[x] = sum of source[offsets[t] + x] * weights[t]; the source goes on to the end of the last whole vector.
    private static unsafe void WeightedSum(
        ReadOnlySpan<float> source, ReadOnlySpan<int> offsets, ReadOnlySpan<float> weights, Span<float> result)
    {
        var lanes = Vector256<float>.Count;
        Debug.Assert(offsets.Length == weights.Length && source.Length >= offsets[^1] + BilinearSampler.WholeVectors(result.Length));
        fixed (float* from = source, to = result)
        {
            var x = 0;
            // Four sums at a time hide the time that an addition takes.
            for (; x <= result.Length - (4 * lanes); x += 4 * lanes)
            {
                Vector256<float> first = default, second = default, third = default, fourth = default;
                for (var t = 0; t < weights.Length; t++)
                {
                    var at = from + offsets[t] + x;
                    var weight = Vector256.Create(weights[t]);
                    first += Vector256.Load(at) * weight;
                    second += Vector256.Load(at + lanes) * weight;
                    third += Vector256.Load(at + (2 * lanes)) * weight;
                    fourth += Vector256.Load(at + (3 * lanes)) * weight;
                }
                first.Store(to + x);
                second.Store(to + x + lanes);
                third.Store(to + x + (2 * lanes));
                fourth.Store(to + x + (3 * lanes));
            }
            for (; x < result.Length; x += lanes)
            {
                var sum = Vector256<float>.Zero;
                for (var t = 0; t < weights.Length; t++)
                    sum += Vector256.Load(from + offsets[t] + x) * weights[t];
                Lane.CopyStart(sum, result.Slice(x, Math.Min(lanes, result.Length - x)));
            }
        }
    }

    private static Tensor BlurAlong(Tensor images, Tensor weights, int dimension)
    {
        var size = (int)images.shape[dimension];
        var taps = (int)weights.shape[1];
        var places = new long[size + taps - 1];
        for (var i = 0; i < places.Length; i++)
            places[i] = Mirror(i - (taps / 2), size);
        var mirrored = images.index_select(dimension, tensor(places, device: images.device));
        // Tap by tap, not as a convolution: those may round to 10 bits on CUDA (TF32).
        var sum = zeros_like(images);
        for (var t = 0; t < taps; t++)
        {
            using var part = mirrored.narrow(dimension, t, size);
            using var weight = weights.narrow(1, t, 1).view(-1, 1, 1, 1);
            using var product = part * weight;
            sum.add_(product);
        }
        return sum;
    }
}
