using System.Numerics;
using System.Runtime.InteropServices;

namespace TorchSharp.Siamese.Data.Sources;

/// <summary>Pixels to <c>pixel * scale + offset</c>, one multiplication and one addition, each rounded, on every machine; and back to bytes.</summary>
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

    /// <summary>The same for values that are floats already, in place.</summary>
    public static void Apply(Span<float> values, float scale, float offset)
    {
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        for (var i = 0; i < vectors.Length; i++)
            vectors[i] = (vectors[i] * scale) + new Vector<float>(offset);
        for (var i = vectors.Length * Vector<float>.Count; i < values.Length; i++)
            values[i] = (values[i] * scale) + offset;
    }

    /// <summary>To the nearest whole number from 0 to 255, halves upwards.</summary>
    public static void Round(ReadOnlySpan<float> values, Span<byte> destination)
    {
        var lanes = Vector<float>.Count;
        var done = 0;
        for (; done <= values.Length - Vector<byte>.Count; done += Vector<byte>.Count)
        {
            var block = values.Slice(done, Vector<byte>.Count);
            var low = Vector.Narrow(Rounded(block), Rounded(block[lanes..]));
            var high = Vector.Narrow(Rounded(block[(2 * lanes)..]), Rounded(block[(3 * lanes)..]));
            Vector.Narrow(low, high).CopyTo(destination[done..]);
        }
        for (; done < values.Length; done++)
            destination[done] = (byte)Math.Clamp(values[done] + 0.5f, 0, 255);

        static Vector<uint> Rounded(ReadOnlySpan<float> values)
        {
            var clamped = Vector.Min(Vector.Max(new Vector<float>(values) + new Vector<float>(0.5f), Vector<float>.Zero), new Vector<float>(255));
            return Vector.AsVectorUInt32(Vector.ConvertToInt32(clamped));
        }
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
