using TorchSharp.Siamese.Data.Imaging.Codecs;

namespace TorchSharp.Siamese.Data.Imaging;

/// <summary>Decodes image files: PNG, JPEG, BMP, GIF (first frame), WebP, TIFF (first page), PBM, PGM and PPM.</summary>
/// <remarks>
/// The content decides the format, not the name. Values are those that the file stores: colour profiles and gamma are not
/// applied; 16-bit values become 8 bits by rounding v / 257, fewer bits fill 0 to 255. A damaged or cut-off file is an error,
/// never a half-filled image. Thread-safe; no managed memory is taken for an image but the result and its pooled buffer.
/// </remarks>
public static class ImageDecoder
{
    /// <summary>Reads the header only.</summary>
    /// <param name="file">The content of an image file.</param>
    /// <returns>Format, size and orientation.</returns>
    /// <exception cref="ImageDecodeException">The file is no image or its header is damaged.</exception>
    public static ImageInfo Identify(ReadOnlySpan<byte> file) => ImageHeader.Read(file);

    /// <summary>Decodes an image.</summary>
    /// <param name="file">The content of an image file.</param>
    /// <param name="options">Channels, orientation, limits. By default red, green, blue, upright, in full size.</param>
    /// <returns>The image, which the caller disposes.</returns>
    /// <exception cref="ImageDecodeException">The file is no image, damaged, of an unknown kind or has too many pixels.</exception>
    /// <exception cref="DllNotFoundException">No library for this format is on the machine; the message names what to install.</exception>
    public static PixelImage Decode(ReadOnlySpan<byte> file, DecodeOptions? options = null)
    {
        options ??= DecodeOptions.Default;
        var info = ImageHeader.Read(file);
        CheckSize(info, options);
        var image = ImageCodecs.Decode(file, info, options);
        return options.Orient ? Orientation.Apply(image, info.Orientation) : image;
    }

    private static void CheckSize(ImageInfo info, DecodeOptions options)
    {
        if (info.Pixels > options.MaxPixels)
            throw new ImageDecodeException(info.Format, $"needs at most MaxPixels = {options.MaxPixels} pixels, "
                + $"came {info.Width} x {info.Height} = {info.Pixels}.");
        if (info.Pixels > Array.MaxLength / (int)ColorMode.Rgba)
            throw new ImageDecodeException(info.Format, $"needs at most {Array.MaxLength / (int)ColorMode.Rgba} pixels to fit into an array, "
                + $"came {info.Width} x {info.Height} = {info.Pixels}.");
    }
}
