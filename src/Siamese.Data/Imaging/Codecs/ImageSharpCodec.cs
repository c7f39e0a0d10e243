#if IMAGESHARP
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.PixelFormats;
using TorchSharp.Siamese.Data.Imaging.Resampling;

namespace TorchSharp.Siamese.Data.Imaging.Codecs;

/// <summary>Every format through ImageSharp: those without a native decoder, and PNG and JPEG where that is missing.</summary>
/// <remarks>It decodes into its own pooled memory and takes some managed memory for each image. Thread-safe.</remarks>
internal static class ImageSharpCodec
{
    private const int Channels = 4;
    private const int PngInterlacing = 28;      // offset of that byte in every PNG

    private static readonly DecoderOptions s_options = new() { MaxFrames = 1, SkipMetadata = true };

    public static PixelImage Decode(ReadOnlySpan<byte> file, ImageInfo info, ColorMode color)
    {
        // Where a pass of Adam7 has no column, ImageSharp 3.1 goes on with the rows of the pass before.
        if (info.Format == ImageFileFormat.Png && file[PngInterlacing] != 0 && info.Width < 5 && (info.Width, info.Height) != (1, 1))
            throw new ImageDecodeException(info.Format, $"interlaced: needs 5 columns or more, since ImageSharp mixes up the rows of fewer, came {info.Width}.");

        using var decoded = Load(file, info.Format);
        var fits = info.Format == ImageFileFormat.Gif
            ? decoded.Width <= info.Width && decoded.Height <= info.Height      // a first frame that sticks out is cut
            : decoded.Width == info.Width && decoded.Height == info.Height;
        if (!fits)
            throw new ImageDecodeException(info.Format, $"needs {info.Width} x {info.Height} pixels, came {decoded.Width} x {decoded.Height}.");

        var image = PixelImage.Rent(decoded.Width, decoded.Height, color, Channels);
        decoded.CopyPixelDataTo(image.Room[..(image.Width * image.Height * Channels)]);
        if (info.Format == ImageFileFormat.Gif)
            ClearAround(image, GifHeader.Read(file).Frame);
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

    /// <summary>What the first frame of a GIF leaves free is black and transparent.</summary>
    private static void ClearAround(PixelImage image, PixelBox frame)
    {
        var (left, right) = (Math.Min(frame.Left, image.Width), Math.Min(frame.Left + frame.Width, image.Width));
        for (var y = 0; y < image.Height; y++)
        {
            var row = image.Room.Slice(y * image.Width * Channels, image.Width * Channels);
            var isInside = y >= frame.Top && y < frame.Top + frame.Height;
            row[..((isInside ? left : image.Width) * Channels)].Clear();
            row[(right * Channels)..].Clear();
        }
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
