using System.Runtime.Intrinsics;
using TorchSharp.Siamese.Data.Sources;

namespace TorchSharp.Siamese.Data.Imaging.Kernels;

/// <summary>Bilinear stretching of a box of an image, in whole pixels, to the whole image; the box's edge pixels go on beyond it.</summary>
/// <remarks>First along the rows of the box, then along the columns of the result.</remarks>
internal static class CropResampler
{
    public static int ScratchLength(ImageShape shape) => shape.Height * BilinearSampler.WholeVectors(shape.Width);

    /// <param name="image"><c>[C, H, W]</c>, source and result.</param>
    /// <param name="shape">C, H and W.</param>
    /// <param name="left">First column of the box.</param>
    /// <param name="top">First row of the box.</param>
    /// <param name="width">Columns of the box, 1 or more.</param>
    /// <param name="height">Rows of the box, 1 or more.</param>
    /// <param name="scratch">At least <see cref="ScratchLength"/>.</param>
    public static void Resample(Span<float> image, ImageShape shape, int left, int top, int width, int height, Span<float> scratch)
    {
        var stride = BilinearSampler.WholeVectors(shape.Width);
        for (var c = 0; c < shape.Channels; c++)
        {
            var plane = image.Slice(c * shape.PixelsPerChannel, shape.PixelsPerChannel);
            for (var row = 0; row < height; row++)
            {
                StretchRow(
                    plane.Slice(((top + row) * shape.Width) + left, width), (double)width / shape.Width, scratch.Slice(row * stride, stride));
            }
            for (var y = 0; y < shape.Height; y++)
            {
                var line = (float)Math.Clamp(((y + 0.5) * height / shape.Height) - 0.5, 0, height - 1);
                var upper = (int)line;
                var lower = Math.Min(upper + 1, height - 1);
                Mix(scratch[(upper * stride)..], scratch[(lower * stride)..], line - upper, plane.Slice(y * shape.Width, shape.Width));
            }
        }
    }

    private static unsafe void StretchRow(ReadOnlySpan<float> row, double scale, Span<float> result)
    {
        if (row.Length == 1)
        {
            result.Fill(row[0]);
            return;
        }
        var (step, half) = (Vector256.Create((float)scale), Vector256.Create(0.5f));
        var last = Vector256.Create(row.Length - 1f);
        var lastLeft = Vector256.Create(row.Length - 2);     // the last that has one to its right
        fixed (float* source = row)
        {
            for (var x = 0; x < result.Length; x += Vector256<float>.Count)
            {
                var column = Vector256.Min(Vector256.Max(((Lane.From(x) + half) * step) - half, Vector256<float>.Zero), last);
                var before = Vector256.Min(Vector256.ConvertToInt32(column), lastLeft);
                BilinearSampler.Between(source, before, column - Vector256.ConvertToSingle(before)).CopyTo(result[x..]);
            }
        }
    }

    private static void Mix(ReadOnlySpan<float> upper, ReadOnlySpan<float> lower, float share, Span<float> result)
    {
        for (var x = 0; x < result.Length; x += Vector256<float>.Count)
        {
            var above = Vector256.Create(upper[x..]);
            var value = above + ((Vector256.Create(lower[x..]) - above) * share);
            if (result.Length - x >= Vector256<float>.Count)
                value.CopyTo(result[x..]);
            else
                Lane.CopyStart(value, result[x..]);
        }
    }
}
