namespace TorchSharp.Siamese.Data.Imaging.Codecs;

/// <summary>Chooses what decodes a format: libpng and libturbojpeg where they are, for the rest what the torch provider brings.</summary>
internal static class ImageCodecs
{
    public static PixelImage Decode(ReadOnlySpan<byte> file, ImageInfo info, DecodeOptions options) => info.Format switch
    {
        ImageFileFormat.Png when LibPng.IsAvailable => LibPng.Decode(file, PngHeader.Read(file), options.Color),
        ImageFileFormat.Jpeg when TurboJpeg.IsAvailable => TurboJpeg.Decode(file, JpegHeader.Read(file), options),
#if IMAGESHARP
        _ => ImageSharpCodec.Decode(file, info, options.Color),
#else
        _ => MagickWand.Decode(file, info, options.Color),
#endif
    };
}
