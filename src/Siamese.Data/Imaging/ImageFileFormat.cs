namespace TorchSharp.Siamese.Data.Imaging;

/// <summary>Formats of image files that are recognised, by their first bytes.</summary>
public enum ImageFileFormat
{
    /// <summary>Portable Network Graphics.</summary>
    Png,

    /// <summary>JPEG, also progressive, gray or CMYK.</summary>
    Jpeg,

    /// <summary>Windows bitmap.</summary>
    Bmp,

    /// <summary>GIF; the first frame counts.</summary>
    Gif,

    /// <summary>WebP, lossy or lossless; the first frame counts.</summary>
    WebP,

    /// <summary>TIFF; the first page counts.</summary>
    Tiff,

    /// <summary>Portable bit, gray or pixel map (pbm, pgm, ppm), text or binary.</summary>
    Pnm,
}
