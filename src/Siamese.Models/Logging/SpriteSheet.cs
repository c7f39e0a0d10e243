using TorchSharp.Siamese.Data.Imaging;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Logging;

/// <summary>Images of one size side by side in rows, as one PNG: as many in a row as there are rows, or one more.</summary>
internal sealed record SpriteSheet(byte[] Png, int ImageWidth, int ImageHeight)
{
    private const int Limit = 8192;     // pixels a side of a texture that every browser takes

    public static SpriteSheet Of(Tensor images)
    {
        using var scope = NewDisposeScope();
        var count = (int)images.shape[0];
        var perRow = (int)Math.Ceiling(Math.Sqrt(count));
        var rows = (count + perRow - 1) / perRow;
        var (width, height) = Fit((int)images.shape[3], (int)images.shape[2], perRow);
        if (width != images.shape[3] || height != images.shape[2])
        {
            var isByte = images.dtype == ScalarType.Byte;
            images = nn.functional.interpolate(images.to(ScalarType.Float32), size: [height, width], mode: InterpolationMode.Area) / (isByte ? 255 : 1);
        }
        var (pixels, mode) = ImagePixels.Of(images, nameof(images));
        var line = width * (int)mode;
        var sheet = new byte[perRow * line * rows * height];
        for (var i = 0; i < count; i++)
        {
            for (var y = 0; y < height; y++)
                pixels.AsSpan(((i * height) + y) * line, line).CopyTo(sheet.AsSpan(((((i / perRow) * height) + y) * perRow * line) + (i % perRow * line)));
        }
        return new SpriteSheet(PngEncoder.Encode(sheet, perRow * width, rows * height, mode), width, height);
    }

    private static (int Width, int Height) Fit(int width, int height, int perRow)
    {
        var scale = Math.Min(1, Math.Min((double)Limit / (perRow * width), (double)Limit / (perRow * height)));
        return (Math.Max(1, (int)(width * scale)), Math.Max(1, (int)(height * scale)));
    }
}
