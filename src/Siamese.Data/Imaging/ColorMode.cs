namespace TorchSharp.Siamese.Data.Imaging;

/// <summary>Which channels a decoded image has; the value is their number.</summary>
public enum ColorMode
{
    /// <summary>
    /// One channel: luma of ITU-R BT.601, 0.299 R + 0.587 G + 0.114 B, rounded; a JPEG's own luma is taken as it is. Alpha is dropped.
    /// </summary>
    Grayscale = 1,

    /// <summary>Red, green, blue. Gray is repeated; alpha is dropped, not blended: a transparent pixel shows the colour it hides.</summary>
    Rgb = 3,

    /// <summary>Red, green, blue, alpha; the colours are not multiplied by it, and it is 255 where the file has none.</summary>
    Rgba = 4,
}
