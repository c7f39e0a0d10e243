#if IMAGESHARP
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.PixelFormats;

namespace TorchSharp.Siamese.Data.Imaging.Codecs;

/// <summary>Every format through ImageSharp: those without a native decoder, and PNG and JPEG where that is missing.</summary>
/// <remarks>It decodes into its own pooled memory and takes some managed memory for each image. Thread-safe.</remarks>
internal static class ImageSharpCodec
{
    private const int Channels = 4;

    private static readonly DecoderOptions s_options = new() { MaxFrames = 1, SkipMetadata = true };

    public static PixelImage Decode(ReadOnlySpan<byte> file, ImageInfo info, ColorMode color)
    {
        if (info.Format == ImageFileFormat.Jpeg && file.LastIndexOf<byte>([0xFF, 0xD9]) < 0)
            throw new ImageDecodeException(info.Format, $"cut off: needs an end marker (FF D9), came none in {file.Length} bytes.", file.Length);
        using var decoded = Load(file, info.Format);
        var fits = info.Format == ImageFileFormat.Gif
            ? decoded.Width <= info.Width && decoded.Height <= info.Height      // a first frame that sticks out is cut
            : decoded.Width == info.Width && decoded.Height == info.Height;
        if (!fits)
            throw new ImageDecodeException(info.Format, $"needs {info.Width} x {info.Height} pixels, came {decoded.Width} x {decoded.Height}.");

        var image = new PixelImage(decoded.Width, decoded.Height, color, Channels);
        decoded.CopyPixelDataTo(image.Room[..(image.Width * image.Height * Channels)]);
        switch (color)
        {
            case ColorMode.Grayscale:
                PixelChannels.ToLuma(image.Room, image.Width * image.Height, Channels);
                break;
            case ColorMode.Rgb:
                PixelChannels.DropAlpha(image.Room, image.Width * image.Height);
                break;
        }
        return image;
    }

    private static Image<Rgba32> Load(ReadOnlySpan<byte> file, ImageFileFormat format)
    {
        try
        {
            return Image.Load<Rgba32>(s_options, file);
        }
        catch (Exception error) when (error is not OutOfMemoryException)    // on damage it throws whatever its parsers run into
        {
            throw new ImageDecodeException(format, $"ImageSharp refuses it: {error.Message}", inner: error);
        }
    }
}
#endif
