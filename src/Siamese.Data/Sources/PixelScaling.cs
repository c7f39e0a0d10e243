using System.Numerics;

namespace TorchSharp.Siamese.Data.Sources;

/// <summary>Bytes to <c>byte * scale + offset</c>, one multiplication and one addition, each rounded, on every machine.</summary>
internal static class PixelScaling
{
    // No fused multiply-add: its single rounding would make the values depend on the processor.
    public static float Apply(byte pixel, float scale, float offset) => (pixel * scale) + offset;

    public static void Apply(ReadOnlySpan<byte> pixels, Span<float> destination, float scale, float offset)
    {
        var done = Vector.IsHardwareAccelerated ? ApplyVectors(pixels, destination, scale, offset) : 0;
        for (; done < pixels.Length; done++)
            destination[done] = Apply(pixels[done], scale, offset);
    }

    private static int ApplyVectors(ReadOnlySpan<byte> pixels, Span<float> destination, float scale, float offset)
    {
        var step = Vector<byte>.Count;
        var lanes = Vector<float>.Count;
        var scales = new Vector<float>(scale);
        var offsets = new Vector<float>(offset);
        var done = 0;
        for (; done <= pixels.Length - step; done += step)
        {
            Vector.Widen(new Vector<byte>(pixels[done..]), out var low, out var high);
            Vector.Widen(low, out var first, out var second);
            Vector.Widen(high, out var third, out var fourth);
            var target = destination.Slice(done, step);
            Scaled(first).CopyTo(target);
            Scaled(second).CopyTo(target[lanes..]);
            Scaled(third).CopyTo(target[(2 * lanes)..]);
            Scaled(fourth).CopyTo(target[(3 * lanes)..]);
        }
        return done;

        // Signed on purpose: 0 to 255 fits, and only the signed conversion is one instruction everywhere.
        Vector<float> Scaled(Vector<uint> values) => (Vector.ConvertToSingle(Vector.AsVectorInt32(values)) * scales) + offsets;
    }
}
