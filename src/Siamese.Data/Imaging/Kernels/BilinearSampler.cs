using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using TorchSharp.Siamese.Data.Sources;

namespace TorchSharp.Siamese.Data.Imaging.Kernels;

/// <summary>Bilinear resampling of all channels of an image under any map.</summary>
/// <remarks>
/// As in <see cref="AffineResampler"/>, each channel lies in a frame of fill values one pixel wide and coordinates are clamped
/// to the frame. Where a pixel comes from is computed once for all channels.
/// </remarks>
internal static class BilinearSampler
{
    private static readonly int Lanes = Vector256<float>.Count;

    public static int ScratchLength(ImageShape shape) =>
        (shape.Channels * AffineResampler.PaddedLength(shape)) + (2 * WholeVectors(shape.Width));

    /// <summary>The width rounded up to whole vectors.</summary>
    public static int WholeVectors(int width) => (width + Lanes - 1) / Lanes * Lanes;

    /// <param name="image"><c>[C, H, W]</c>, source and result.</param>
    /// <param name="shape">C, H and W.</param>
    /// <param name="fill">Value outside of the source.</param>
    /// <param name="map">Where pixels come from; finite or infinite coordinates.</param>
    /// <param name="scratch">At least <see cref="ScratchLength"/>.</param>
    public static unsafe void Resample<TMap>(Span<float> image, ImageShape shape, float fill, in TMap map, Span<float> scratch)
        where TMap : IRowMap, allows ref struct
    {
        var plane = AffineResampler.PaddedLength(shape);
        var padded = scratch[..(shape.Channels * plane)];
        var sourceX = scratch.Slice(padded.Length, WholeVectors(shape.Width));
        var sourceY = scratch.Slice(padded.Length + sourceX.Length, sourceX.Length);
        for (var c = 0; c < shape.Channels; c++)
        {
            AffineResampler.Pad(
                image.Slice(c * shape.PixelsPerChannel, shape.PixelsPerChannel), shape.Width, fill, padded.Slice(c * plane, plane));
        }

        fixed (float* source = padded)
        {
            for (var row = 0; row < shape.Height; row++)
            {
                map.Fill(row, sourceX, sourceY);
                SampleRow(image[(row * shape.Width)..], shape, source, sourceX, sourceY);
            }
        }
    }

    // image starts at the row's first pixel.
    private static unsafe void SampleRow(
        Span<float> image, ImageShape shape, float* source, ReadOnlySpan<float> sourceX, ReadOnlySpan<float> sourceY)
    {
        var stride = shape.Width + 2;
        var plane = AffineResampler.PaddedLength(shape);
        for (var x = 0; x < shape.Width; x += Lanes)
        {
            var column = Framed(Vector256.Create(sourceX[x..]), shape.Width);
            var line = Framed(Vector256.Create(sourceY[x..]), shape.Height);
            var left = Vector256.Min(Vector256.ConvertToInt32(column), Vector256.Create(shape.Width));
            var top = Vector256.Min(Vector256.ConvertToInt32(line), Vector256.Create(shape.Height));
            var right = column - Vector256.ConvertToSingle(left);     // 0..1: share of the pixel to the right
            var below = line - Vector256.ConvertToSingle(top);
            var corner = (top * stride) + left;
            var count = Math.Min(Lanes, shape.Width - x);
            for (var c = 0; c < shape.Channels; c++)
            {
                var upper = Between(source + (c * plane), corner, right);
                var lower = Between(source + (c * plane) + stride, corner, right);
                var value = upper + (below * (lower - upper));
                var target = image.Slice((c * shape.PixelsPerChannel) + x, count);
                if (count == Lanes)
                    value.CopyTo(target);
                else
                    Lane.CopyStart(value, target);
            }
        }
    }

    // + 1: from the source's coordinates to those of the padded copy.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Framed(Vector256<float> source, int size) =>
        Vector256.Min(Vector256.Max(source + Vector256<float>.One, Vector256<float>.Zero), Vector256.Create(size + 1f));

    /// <summary>Between each value and the next one; the share is that of the next.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector256<float> Between(float* source, Vector256<int> at, Vector256<float> share)
    {
        var near = Gather(source, at);
        return near + (share * (Gather(source + 1, at) - near));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe Vector256<float> Gather(float* source, Vector256<int> at) => Avx2.IsSupported
        ? Avx2.GatherVector256(source, at, sizeof(float))
        : Vector256.Create(
            source[at[0]], source[at[1]], source[at[2]], source[at[3]], source[at[4]], source[at[5]], source[at[6]], source[at[7]]);
}
