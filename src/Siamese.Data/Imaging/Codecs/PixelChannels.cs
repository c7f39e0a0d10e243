using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp.Siamese.Data.Imaging.Codecs;

/// <summary>Changes the channels of interleaved pixels in place; what is written never overtakes what is read, or runs backwards.</summary>
internal static class PixelChannels
{
    /// <summary>Gray of red, green and blue by ITU-R BT.601, in steps of 1/65536 and rounded, as PIL does.</summary>
    public static byte Luma(int red, int green, int blue) => unchecked((byte)(((red * 19595) + (green * 38470) + (blue * 7471) + 32768) >> 16));

    /// <summary>Red, green, blue and perhaps more to gray.</summary>
    public static void ToLuma(Span<byte> pixels, int count, int channels)
    {
        ref var start = ref MemoryMarshal.GetReference(pixels[..(count * channels)]);
        ref var pixel = ref start;
        for (nint i = 0; i < count; i++)
        {
            Unsafe.Add(ref start, i) = Luma(pixel, Unsafe.Add(ref pixel, 1), Unsafe.Add(ref pixel, 2));
            pixel = ref Unsafe.Add(ref pixel, channels);
        }
    }

    /// <summary>Gray and alpha to gray.</summary>
    public static void KeepFirst(Span<byte> pixels, int count)
    {
        for (var i = 0; i < count; i++)
            pixels[i] = pixels[2 * i];
    }

    /// <summary>Red, green, blue, alpha to red, green, blue.</summary>
    public static void DropAlpha(Span<byte> pixels, int count)
    {
        ref var start = ref MemoryMarshal.GetReference(pixels[..(4 * count)]);
        ref var from = ref start;
        ref var to = ref start;
        for (var i = 0; i < count; i++)
        {
            var (red, green, blue) = (from, Unsafe.Add(ref from, 1), Unsafe.Add(ref from, 2));
            to = red;
            Unsafe.Add(ref to, 1) = green;
            Unsafe.Add(ref to, 2) = blue;
            from = ref Unsafe.Add(ref from, 4);
            to = ref Unsafe.Add(ref to, 3);
        }
    }

    /// <summary>Sets the alpha of red, green, blue, alpha.</summary>
    public static void MakeOpaque(Span<byte> pixels)
    {
        for (var i = 3; i < pixels.Length; i += 4)
            pixels[i] = byte.MaxValue;
    }

    /// <summary>
    /// Cyan, magenta, yellow, black to red, green, blue, or gray, or with alpha. Each colour is (255 - ink)(255 - black) / 255,
    /// rounded; inverted values, as Adobe's programs store them, are 255 - ink already.
    /// </summary>
    public static void FromCmyk(Span<byte> pixels, int count, ColorMode color, bool inverted)
    {
        var flip = inverted ? 0 : 255;
        for (var i = 0; i < count; i++)
        {
            var ink = pixels.Slice(4 * i, 4);
            var light = ink[3] ^ flip;
            byte red = Scaled(ink[0] ^ flip, light), green = Scaled(ink[1] ^ flip, light), blue = Scaled(ink[2] ^ flip, light);
            switch (color)
            {
                case ColorMode.Grayscale:
                    pixels[i] = Luma(red, green, blue);
                    break;
                case ColorMode.Rgb:
                    (pixels[3 * i], pixels[(3 * i) + 1], pixels[(3 * i) + 2]) = (red, green, blue);
                    break;
                case ColorMode.Rgba:
                    (ink[0], ink[1], ink[2], ink[3]) = (red, green, blue, 255);
                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(color), color, "Needs Grayscale, Rgb or Rgba.");
            }
        }
    }

    private static byte Scaled(int value, int light) => (byte)(((value * light) + 127) / 255);
}
