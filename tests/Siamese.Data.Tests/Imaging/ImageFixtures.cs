using TorchSharp.Siamese.Data.Imaging;

namespace TorchSharp.Siamese.Data.Tests.Imaging;

/// <summary>The pictures in Fixtures, and what they show.</summary>
internal static class ImageFixtures
{
    public const int Width = 16, Height = 12;

    public static readonly DecodeOptions Gray = new() { Color = ColorMode.Grayscale };
    public static readonly DecodeOptions Rgb = new();
    public static readonly DecodeOptions Rgba = new() { Color = ColorMode.Rgba };

    public static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Imaging", "Fixtures", name));

    public static byte[] Decoded(byte[] file, DecodeOptions? options = null)
    {
        using var image = ImageDecoder.Decode(file, options);
        return image.Pixels.ToArray();
    }

    /// <summary>The picture by its formula, <c>[H, W, 3]</c>.</summary>
    public static byte[] Picture() => Each((x, y) => [(byte)(16 * x), (byte)(20 * y), (byte)(8 * (x + y))]);

    /// <summary>Pixel by pixel, row by row.</summary>
    public static byte[] Each(Func<int, int, byte[]> pixel)
    {
        var bytes = new List<byte>();
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
                bytes.AddRange(pixel(x, y));
        }
        return [.. bytes];
    }

    /// <summary>BT.601, computed in floating point and rounded.</summary>
    public static byte[] Luma(byte[] rgb) =>
        [.. rgb.Chunk(3).Select(p => (byte)Math.Round((0.299 * p[0]) + (0.587 * p[1]) + (0.114 * p[2]), MidpointRounding.AwayFromZero))];

    public static byte[] WithAlpha(byte[] rgb, byte alpha = 255) => [.. rgb.Chunk(3).SelectMany(p => (byte[])[.. p, alpha])];

    public static int LargestDifference(byte[] left, byte[] right)
    {
        Assert.That(left, Has.Length.EqualTo(right.Length));
        return left.Zip(right, (a, b) => Math.Abs(a - b)).Max();
    }
}
