using System.Globalization;
using TorchSharp.Siamese.Data.Imaging;

namespace TorchSharp.Siamese.Examples.ImageFolder;

/// <summary>Draws what a search found: a row for each query, first itself, then its hits with their scores under them.</summary>
internal static class PictureSheet
{
    private const int Tile = 112, Frame = 4, Caption = 18, Gap = 6, Dot = 2;
    private const int Cell = Tile + 2 * Frame + Gap;
    private const int RowHeight = Tile + 2 * Frame + Caption + Gap;

    private static readonly Color Paper = new(250, 250, 250), Ink = new(40, 40, 40), Same = new(30, 150, 60), Different = new(200, 50, 40), Plain = new(120, 120, 120);

    // Digits of 3 x 5 dots, a row in three bits.
    private static readonly Dictionary<char, int[]> Glyphs = new()
    {
        ['0'] = [7, 5, 5, 5, 7], ['1'] = [2, 6, 2, 2, 7], ['2'] = [7, 1, 7, 4, 7], ['3'] = [7, 1, 7, 1, 7], ['4'] = [5, 5, 7, 1, 1],
        ['5'] = [7, 4, 7, 1, 7], ['6'] = [7, 4, 7, 5, 7], ['7'] = [7, 1, 2, 2, 2], ['8'] = [7, 5, 7, 5, 7], ['9'] = [7, 5, 7, 1, 7],
        ['.'] = [0, 0, 0, 0, 2], ['-'] = [0, 0, 7, 0, 0],
    };

    /// <summary>The sheet as a PNG file.</summary>
    /// <param name="answers">At least one.</param>
    /// <returns>The bytes. An image that cannot be read, such as one that was moved since, is a grey square.</returns>
    public static byte[] Draw(IEnumerable<Answer> answers)
    {
        Answer[] rows = [.. answers];
        var columns = 1 + rows.Max(row => row.Hits.Count);
        var canvas = new Canvas(columns * Cell + 2 * Gap, rows.Length * RowHeight + Gap);
        using var files = new PictureFiles();
        for (var r = 0; r < rows.Length; r++)
        {
            var top = Gap + r * RowHeight;
            Put(canvas, files, rows[r].Query, Gap, top, Plain, null);
            foreach (var hit in rows[r].Hits)
            {
                var color = hit.Same switch { true => Same, false => Different, null => Plain };
                Put(canvas, files, hit.Image, 2 * Gap + hit.Rank * Cell, top, color, hit.Score.ToString("0.000", CultureInfo.InvariantCulture));
            }
        }
        return PngEncoder.Encode(canvas.Pixels, canvas.Width, canvas.Height, ColorMode.Rgb);
    }

    private static void Put(Canvas canvas, PictureFiles files, string path, int left, int top, Color frame, string? caption)
    {
        canvas.Fill(left, top, Tile + 2 * Frame, Tile + 2 * Frame, frame);
        Picture(canvas, files.Read(path), left + Frame, top + Frame);
        for (var i = 0; i < caption?.Length; i++)
            Glyph(canvas, caption[i], left + Frame + i * 4 * Dot, top + Tile + 2 * Frame + 4);
    }

    private static void Glyph(Canvas canvas, char letter, int left, int top)
    {
        var rows = Glyphs[letter];
        for (var y = 0; y < rows.Length; y++)
        {
            for (var x = 0; x < 3; x++)
            {
                if ((rows[y] >> (2 - x) & 1) == 1)
                    canvas.Fill(left + x * Dot, top + y * Dot, Dot, Dot, Ink);
            }
        }
    }

    private static void Picture(Canvas canvas, byte[]? file, int left, int top)
    {
        var values = new float[3 * Tile * Tile];
        if (file is null || !IsDrawn(file, values))
            Array.Fill(values, 160);
        for (var y = 0; y < Tile; y++)
        {
            for (var x = 0; x < 3 * Tile; x++)
                canvas.Pixels[((top + y) * canvas.Width + left) * 3 + x] = (byte)Math.Clamp(values[y * 3 * Tile + x] + 0.5f, 0, 255);
        }
    }

    private static bool IsDrawn(byte[] file, float[] values)
    {
        try
        {
            using var image = ImageDecoder.Decode(file, new DecodeOptions { MinWidth = Tile, MinHeight = Tile });
            ImageResizer.Resize(image, new ResizeOptions(Tile, Tile) { Antialias = true, Aspect = AspectRatio.Pad }, values, channelsLast: true);
            return true;
        }
        catch (ImageDecodeException)
        {
            return false;
        }
    }

    private readonly record struct Color(byte Red, byte Green, byte Blue);

    private sealed class Canvas
    {
        public Canvas(int width, int height)
        {
            (Width, Height, Pixels) = (width, height, new byte[width * height * 3]);
            Fill(0, 0, width, height, Paper);
        }

        public int Width { get; }

        public int Height { get; }

        public byte[] Pixels { get; }

        public void Fill(int left, int top, int width, int height, Color color)
        {
            for (var y = top; y < top + height; y++)
            {
                for (var x = left; x < left + width; x++)
                {
                    var at = (y * Width + x) * 3;
                    (Pixels[at], Pixels[at + 1], Pixels[at + 2]) = (color.Red, color.Green, color.Blue);
                }
            }
        }
    }
}
