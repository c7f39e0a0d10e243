using System.Runtime.Intrinsics;
using TorchSharp.Siamese.Data.Sources;

namespace TorchSharp.Siamese.Data.Imaging.Kernels;

/// <summary>Mirror images, in place.</summary>
internal static class Flips
{
    public static void Horizontal(Span<float> image, ImageShape shape)
    {
        for (var start = 0; start < image.Length; start += shape.Width)
            image.Slice(start, shape.Width).Reverse();
    }

    public static void Vertical(Span<float> image, ImageShape shape)
    {
        for (var c = 0; c < shape.Channels; c++)
        {
            var plane = image.Slice(c * shape.PixelsPerChannel, shape.PixelsPerChannel);
            for (int top = 0, bottom = shape.Height - 1; top < bottom; top++, bottom--)
                Swap(plane.Slice(top * shape.Width, shape.Width), plane.Slice(bottom * shape.Width, shape.Width));
        }
    }

    private static void Swap(Span<float> one, Span<float> other)
    {
        var i = 0;
        for (; i <= one.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            var kept = Vector256.Create((ReadOnlySpan<float>)one[i..]);
            Vector256.Create((ReadOnlySpan<float>)other[i..]).CopyTo(one[i..]);
            kept.CopyTo(other[i..]);
        }
        for (; i < one.Length; i++)
            (one[i], other[i]) = (other[i], one[i]);
    }
}
