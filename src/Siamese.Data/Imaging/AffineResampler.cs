using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using TorchSharp.Siamese.Data.Sources;

namespace TorchSharp.Siamese.Data.Imaging;

/// <summary>Bilinear resampling of one channel under an affine map.</summary>
/// <remarks>
/// The channel is first copied into a frame of fill values one pixel wide. Coordinates are then clamped to the frame, so that
/// the inner loop has no branch. The vector and the scalar form do the same operations in the same order and round alike.
/// </remarks>
internal static class AffineResampler
{
    public static int PaddedLength(ImageShape shape) => (shape.Height + 2) * (shape.Width + 2);

    /// <summary>All channels of an image, <c>[C, H, W]</c>, under one map.</summary>
    public static void Resample(Span<float> image, ImageShape shape, in AffineMap map, float fill, Span<float> padded)
    {
        for (var c = 0; c < shape.Channels; c++)
            Resample(image.Slice(c * shape.PixelsPerChannel, shape.PixelsPerChannel), shape.Width, map, fill, padded);
    }

    /// <param name="plane"><c>[H, W]</c>, source and result.</param>
    /// <param name="width">W.</param>
    /// <param name="map">Where each pixel comes from.</param>
    /// <param name="fill">Value outside of the source.</param>
    /// <param name="padded">Scratch, at least <c>(H + 2) (W + 2)</c> long.</param>
    /// <param name="vectorised">False to keep to the scalar form.</param>
    public static void Resample(Span<float> plane, int width, in AffineMap map, float fill, Span<float> padded, bool vectorised = true)
    {
        var height = plane.Length / width;
        padded = padded[..((height + 2) * (width + 2))];
        Pad(plane, width, fill, padded);
        for (var y = 0; y < height; y++)
        {
            // + 1: from the source's coordinates to those of the padded copy.
            var row = new Row(
                (float)map.A, (float)map.D, (float)((map.B * y) + map.C + 1), (float)((map.E * y) + map.F + 1), width, height);
            var result = plane.Slice(y * width, width);
            var done = vectorised && Avx2.IsSupported ? ResampleVectors(result, padded, row) : 0;
            for (; done < width; done++)
                result[done] = ResamplePixel(padded, row, done);
        }
    }

    /// <summary>The channel in a frame of fill values; the target is as long as both together.</summary>
    public static void Pad(ReadOnlySpan<float> plane, int width, float fill, Span<float> padded)
    {
        padded.Fill(fill);
        var stride = width + 2;
        for (int source = 0, target = stride + 1; source < plane.Length; source += width, target += stride)
            plane.Slice(source, width).CopyTo(padded.Slice(target, width));
    }

    private static float ResamplePixel(ReadOnlySpan<float> padded, in Row row, int x)
    {
        var sourceX = Math.Clamp((row.StepX * x) + row.StartX, 0f, row.LastX + 1f);
        var sourceY = Math.Clamp((row.StepY * x) + row.StartY, 0f, row.LastY + 1f);
        var left = Math.Min((int)sourceX, row.LastX);
        var top = Math.Min((int)sourceY, row.LastY);
        var right = sourceX - left;     // 0..1: share of the pixel to the right
        var below = sourceY - top;
        var corner = padded[((top * row.Stride) + left)..];
        var upper = corner[0] + (right * (corner[1] - corner[0]));
        var lower = corner[row.Stride] + (right * (corner[row.Stride + 1] - corner[row.Stride]));
        return upper + (below * (lower - upper));
    }

    // Eight pixels at a time; gives the number done.
    private static unsafe int ResampleVectors(Span<float> result, ReadOnlySpan<float> padded, in Row row)
    {
        var lastX = Vector256.Create(row.LastX);
        var lastY = Vector256.Create(row.LastY);
        var limitX = Vector256.Create(row.LastX + 1f);
        var limitY = Vector256.Create(row.LastY + 1f);
        var x = Vector256.Create(0f, 1, 2, 3, 4, 5, 6, 7);
        var done = 0;
        fixed (float* source = padded)
        {
            for (; done <= result.Length - Vector256<float>.Count; done += Vector256<float>.Count)
            {
                var sourceX = Clamped((Vector256.Create(row.StepX) * x) + Vector256.Create(row.StartX), limitX);
                var sourceY = Clamped((Vector256.Create(row.StepY) * x) + Vector256.Create(row.StartY), limitY);
                var left = Vector256.Min(Vector256.ConvertToInt32(sourceX), lastX);
                var top = Vector256.Min(Vector256.ConvertToInt32(sourceY), lastY);
                var right = sourceX - Vector256.ConvertToSingle(left);
                var below = sourceY - Vector256.ConvertToSingle(top);
                var corner = (top * row.Stride) + left;
                var upper = Between(source, corner, right);
                var lower = Between(source + row.Stride, corner, right);
                (upper + (below * (lower - upper))).CopyTo(result[done..]);
                x += Vector256.Create(8f);
            }
        }
        return done;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Clamped(Vector256<float> values, Vector256<float> limit) =>
        Vector256.Min(Vector256.Max(values, Vector256<float>.Zero), limit);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe Vector256<float> Between(float* source, Vector256<int> at, Vector256<float> share)
    {
        var near = Avx2.GatherVector256(source, at, sizeof(float));
        var far = Avx2.GatherVector256(source + 1, at, sizeof(float));
        return near + (share * (far - near));
    }

    // One row of the result: source coordinates in the padded copy are Step * x + Start.
    [StructLayout(LayoutKind.Auto)]
    private readonly struct Row(float stepX, float stepY, float startX, float startY, int width, int height)
    {
        public readonly float StepX = stepX;
        public readonly float StepY = stepY;
        public readonly float StartX = startX;
        public readonly float StartY = startY;
        public readonly int LastX = width;      // the last pixel that has one to its right in the padded copy
        public readonly int LastY = height;
        public readonly int Stride = width + 2;
    }
}
