namespace TorchSharp.Siamese.Data.Imaging.Codecs;

/// <summary>Chooses what decodes a format: libpng and libturbojpeg where they are, for the rest what the torch provider brings.</summary>
internal static class ImageCodecs
{
    public static PixelImage Decode(ReadOnlySpan<byte> file, ImageInfo info, DecodeOptions options) => info.Format switch
    {
        ImageFileFormat.Png when LibPng.IsAvailable => LibPng.Decode(file, PngHeader.Read(file), options.Color),
        ImageFileFormat.Jpeg when TurboJpeg.IsAvailable => TurboJpeg.Decode(file, JpegHeader.Read(file), options),
        _ => DecodeByProvider(file, info, options.Color),
    };

    /// <summary>Slower, but for every format.</summary>
    public static PixelImage DecodeByProvider(ReadOnlySpan<byte> file, ImageInfo info, ColorMode color)
    {
        // Neither of them minds a JPEG that ends too early: the rest becomes gray.
        if (info.Format == ImageFileFormat.Jpeg && !JpegHeader.Read(file).HasEnd(file))
            throw new ImageDecodeException(info.Format, $"cut off: needs an end marker (FF D9), came none in {file.Length} bytes.", file.Length);
#if IMAGESHARP
        return ImageSharpCodec.Decode(file, info, color);
#else
        return MagickWand.Decode(file, info, color);
#endif
    }
}
