namespace TorchSharp.Siamese.Data.Imaging.Codecs;

/// <summary>Turns and mirrors an image as its Exif orientation says.</summary>
internal static class Orientation
{
    /// <returns>The image itself for orientation 1, else a new one; the old one is disposed.</returns>
    public static PixelImage Apply(PixelImage image, int orientation)
    {
        if (orientation == 1)
            return image;
        try
        {
            var swaps = orientation >= 5;
            var turned = new PixelImage(swaps ? image.Height : image.Width, swaps ? image.Width : image.Height, image.Color);
            Copy(image, turned, orientation);
            return turned;
        }
        finally
        {
            image.Dispose();
        }
    }

    /// <summary>Walks the target row by row; the source moves by a fixed step for each column and each row.</summary>
    private static void Copy(PixelImage source, PixelImage target, int orientation)
    {
        int right = source.Channels, down = source.Width * source.Channels;
        int lastColumn = (source.Width - 1) * right, lastRow = (source.Height - 1) * down;
        var (start, perColumn, perRow) = orientation switch
        {
            2 => (lastColumn, -right, down),
            3 => (lastColumn + lastRow, -right, -down),
            4 => (lastRow, right, -down),
            5 => (0, down, right),
            6 => (lastRow, -down, right),
            7 => (lastColumn + lastRow, -down, -right),
            8 => (lastColumn, down, -right),
            _ => throw new ArgumentOutOfRangeException(nameof(orientation), orientation, "Needs 1 to 8."),
        };
        ReadOnlySpan<byte> from = source.Pixels;
        var to = target.Pixels;
        var channels = source.Channels;
        for (int row = 0, written = 0; row < target.Height; row++)
        {
            var at = start + (row * perRow);
            for (var column = 0; column < target.Width; column++, at += perColumn, written += channels)
            {
                for (var c = 0; c < channels; c++)
                    to[written + c] = from[at + c];
            }
        }
    }
}
