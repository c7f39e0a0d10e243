using TorchSharp.Siamese.Data.Imaging;

namespace TorchSharp.Siamese.Models.Insight.Report.Pictures;

/// <summary>Many small pictures in one PNG, in rows of as many columns. Those that cannot be read are left blank.</summary>
/// <param name="Png">The file.</param>
/// <param name="Columns">Pictures in a row.</param>
/// <param name="Width">Of one picture, in pixels.</param>
/// <param name="Height">Of one picture, in pixels.</param>
internal sealed record SpriteSheet(byte[] Png, int Columns, int Width, int Height)
{
    private const int SmallestSide = 8;
    private const double Shrinking = 0.8;

    /// <summary>Packs pictures, as small as it takes for the file to stay below a limit.</summary>
    /// <param name="pictures">As read, <c>[h, w, C]</c>; null for those that could not be.</param>
    /// <param name="width">Their columns.</param>
    /// <param name="height">Their rows.</param>
    /// <param name="color">Their channels.</param>
    /// <param name="brightness">Makes bytes of them.</param>
    /// <param name="maxBytes">Length that the file should not have; pictures of 8 pixels are not made smaller.</param>
    public static SpriteSheet Pack(IReadOnlyList<float[]?> pictures, int width, int height, ColorMode color, Brightness brightness, int maxBytes)
    {
        var channels = (int)color;
        var columns = (int)Math.Ceiling(Math.Sqrt(pictures.Count));
        var rows = (pictures.Count + columns - 1) / columns;
        for (var scale = 1.0; ; scale *= Shrinking)
        {
            var (w, h) = (Math.Max(1, (int)Math.Round(width * scale)), Math.Max(1, (int)Math.Round(height * scale)));
            var sheet = new byte[columns * w * rows * h * channels];
            var pixels = new byte[width * height * channels];
            for (var i = 0; i < pictures.Count; i++)
            {
                if (pictures[i] is not { } picture)
                    continue;
                brightness.Apply(picture, pixels);
                Place(pixels, width, height, sheet, (i % columns) * w, (i / columns) * h, columns * w, w, h, channels);
            }
            var png = PngEncoder.Encode(sheet, columns * w, rows * h, color);
            if (png.Length <= maxBytes || Math.Max(w, h) <= SmallestSide)
                return new SpriteSheet(png, columns, w, h);
        }
    }

    // Copies a picture into its place; a smaller place takes the mean of the pixels that each of its own covers.
    private static void Place(ReadOnlySpan<byte> pixels, int width, int height, Span<byte> sheet, int left, int top, int stride, int w, int h, int channels)
    {
        for (var y = 0; y < h; y++)
        {
            var (y0, y1) = (y * height / h, ((y + 1) * height + h - 1) / h);
            for (var x = 0; x < w; x++)
            {
                var (x0, x1) = (x * width / w, ((x + 1) * width + w - 1) / w);
                for (var c = 0; c < channels; c++)
                {
                    var sum = 0;
                    for (var i = y0; i < y1; i++)
                    {
                        for (var j = x0; j < x1; j++)
                            sum += pixels[(i * width + j) * channels + c];
                    }
                    var count = (y1 - y0) * (x1 - x0);
                    sheet[((top + y) * stride + left + x) * channels + c] = (byte)((sum + count / 2) / count);
                }
            }
        }
    }
}
