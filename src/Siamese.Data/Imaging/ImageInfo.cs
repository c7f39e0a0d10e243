namespace TorchSharp.Siamese.Data.Imaging;

/// <summary>What the header of an image file says.</summary>
/// <param name="Format">The format, by content.</param>
/// <param name="Width">Columns as stored, 1 or more.</param>
/// <param name="Height">Rows as stored, 1 or more.</param>
/// <param name="Orientation">Exif orientation, 1 to 8; 1 where the file says nothing. From 5 on, width and height change places.</param>
public readonly record struct ImageInfo(ImageFileFormat Format, int Width, int Height, int Orientation)
{
    /// <summary>Width times height.</summary>
    public long Pixels => (long)Width * Height;

    internal bool SwapsSides => Orientation >= 5;
}
