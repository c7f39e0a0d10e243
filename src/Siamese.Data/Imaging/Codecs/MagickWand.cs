using System.Runtime.InteropServices;
using System.Text;
using TorchSharp.Siamese.Data.Imaging.Resampling;

namespace TorchSharp.Siamese.Data.Imaging.Codecs;

/// <summary>Every format but PNG and JPEG through ImageMagick 6, which takes what PIL takes.</summary>
/// <remarks>
/// The format that the content shows is forced, so that no delegate program, no script format and no remote file is reached.
/// ImageMagick's own limits (policy.xml) hold too. Each image has its own wand: thread-safe; ImageMagick starts no threads.
/// </remarks>
internal static unsafe class MagickWand
{
    private const int ThreadResource = 6;
    private const int CharPixel = 1;
    private const int GrayColorspace = 2, LinearRgbColorspace = 1, SrgbColorspace = 13;
    private const int CorruptImageWarning = 325, FirstError = 400;
    private const string Package = "libmagickwand-6.q16-6";

    private static readonly nint s_library = NativeLibraries.TryLoad("libMagickWand-6.Q16.so.6", "libMagickWand-6.Q16.so.7", "libMagickWand-6.Q16.dylib");

    private static readonly delegate* unmanaged<nint> s_new = (delegate* unmanaged<nint>)Export("NewMagickWand");
    private static readonly delegate* unmanaged<nint, nint> s_destroy = (delegate* unmanaged<nint, nint>)Export("DestroyMagickWand");
    private static readonly delegate* unmanaged<nint, byte*, int> s_setFilename = (delegate* unmanaged<nint, byte*, int>)Export("MagickSetFilename");
    private static readonly delegate* unmanaged<nint, byte*, nuint, int> s_read = (delegate* unmanaged<nint, byte*, nuint, int>)Export("MagickReadImageBlob");
    private static readonly delegate* unmanaged<nint, nuint> s_width = (delegate* unmanaged<nint, nuint>)Export("MagickGetImageWidth");
    private static readonly delegate* unmanaged<nint, nuint> s_height = (delegate* unmanaged<nint, nuint>)Export("MagickGetImageHeight");
    private static readonly delegate* unmanaged<nint, int> s_colorspace = (delegate* unmanaged<nint, int>)Export("MagickGetImageColorspace");
    private static readonly delegate* unmanaged<nint, int, int> s_toColorspace = (delegate* unmanaged<nint, int, int>)Export("MagickTransformImageColorspace");
    private static readonly delegate* unmanaged<nint, int> s_hasAlpha = (delegate* unmanaged<nint, int>)Export("MagickGetImageAlphaChannel");
    private static readonly delegate* unmanaged<nint, int*, byte*> s_exception = (delegate* unmanaged<nint, int*, byte*>)Export("MagickGetException");
    private static readonly delegate* unmanaged<void*, void*> s_release = (delegate* unmanaged<void*, void*>)Export("MagickRelinquishMemory");

    private static readonly delegate* unmanaged<nint, nint, nint, nuint, nuint, byte*, int, void*, int> s_export =
        (delegate* unmanaged<nint, nint, nint, nuint, nuint, byte*, int, void*, int>)Export("MagickExportImagePixels");

    static MagickWand()
    {
        if (s_library == 0)
            return;
        ((delegate* unmanaged<void>)Export("MagickWandGenesis"))();
        _ = ((delegate* unmanaged<int, ulong, int>)Export("MagickSetResourceLimit"))(ThreadResource, 1);
    }

    /// <summary>Whether the library is on this machine.</summary>
    public static bool IsAvailable => s_library != 0;

    public static PixelImage Decode(ReadOnlySpan<byte> file, ImageInfo info, ColorMode color)
    {
        if (!IsAvailable)
            throw new DllNotFoundException($"Needs ImageMagick 6 to decode a {info.Format} image, found no libMagickWand-6.Q16 on this machine. "
                + $"On Debian: apt-get install {Package}");
        if (info.Format == ImageFileFormat.Pnm && file[1] <= (byte)'3' && char.IsAsciiDigit((char)file[^1]))
            file = (byte[])[.. file, (byte)'\n'];      // text whose last number ends with the file: for ImageMagick it is cut off
        var wand = s_new();
        try
        {
            Read(wand, file, info.Format);
            return Pixels(wand, info, color, file);
        }
        finally
        {
            _ = s_destroy(wand);
        }
    }

    private static void Read(nint wand, ReadOnlySpan<byte> file, ImageFileFormat format)
    {
        fixed (byte* bytes = file)
        fixed (byte* name = NameOf(format))
        {
            if (s_setFilename(wand, name) == 0 || s_read(wand, bytes, (nuint)file.Length) == 0)
                throw Failure(wand, format) ?? new ImageDecodeException(format, "ImageMagick refuses it without a reason.");
            if (Failure(wand, format) is { } damage)      // it gives what it could read all the same
                throw damage;
        }
    }

    private static PixelImage Pixels(nint wand, ImageInfo info, ColorMode color, ReadOnlySpan<byte> file)
    {
        var frame = info.Format == ImageFileFormat.Gif ? GifHeader.Read(file).Frame : new PixelBox(0, 0, info.Width, info.Height);
        var (width, height) = (s_width(wand), s_height(wand));
        if (width != (nuint)frame.Width || height != (nuint)frame.Height)
            throw new ImageDecodeException(info.Format, $"needs {frame.Width} x {frame.Height} pixels, came {width} x {height}.");
        if (s_colorspace(wand) is not (GrayColorspace or LinearRgbColorspace or SrgbColorspace) && s_toColorspace(wand, SrgbColorspace) == 0)
            throw Failure(wand, info.Format) ?? new ImageDecodeException(info.Format, "needs colours that become red, green and blue.");

        var image = PixelImage.Rent(info.Width, info.Height, color, color == ColorMode.Grayscale ? 3 : (int)color);
        try
        {
            Copy(wand, image, frame, info.Format);
            if (color == ColorMode.Grayscale)
                PixelChannels.ToLuma(image.Room, image.Width * image.Height, 3);
            return image;
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }

    /// <summary>Copies the frame to its place; what it leaves free is black and transparent.</summary>
    private static void Copy(nint wand, PixelImage image, PixelBox frame, ImageFileFormat format)
    {
        var hasAlpha = image.Color == ColorMode.Rgba;
        var map = hasAlpha ? "RGBA\0"u8 : "RGB\0"u8;
        var channels = hasAlpha ? 4 : 3;
        var opaque = hasAlpha && s_hasAlpha(wand) == 0;     // the alpha that it gives then is anything
        fixed (byte* order = map)
        fixed (byte* room = image.Room)
        {
            var whole = frame.Width == image.Width && frame.Height == image.Height;
            if (!whole)
                image.Room[..(image.Width * image.Height * channels)].Clear();
            var step = whole ? frame.Height : 1;        // rows at once
            for (var y = 0; y < frame.Height; y += step)
            {
                var to = room + (((((nint)frame.Top + y) * image.Width) + frame.Left) * channels);
                if (s_export(wand, 0, y, (nuint)frame.Width, (nuint)step, order, CharPixel, to) == 0)
                    throw Failure(wand, format) ?? new ImageDecodeException(format, "ImageMagick gives no pixels.");
                if (opaque)
                    PixelChannels.MakeOpaque(new Span<byte>(to, frame.Width * step * channels));
            }
        }
    }

    /// <summary>Names the coder, and for files of several images the first one.</summary>
    private static ReadOnlySpan<byte> NameOf(ImageFileFormat format) => format switch
    {
        ImageFileFormat.Png => "png:image\0"u8,
        ImageFileFormat.Jpeg => "jpeg:image\0"u8,
        ImageFileFormat.Bmp => "bmp:image\0"u8,
        ImageFileFormat.Gif => "gif:image[0]\0"u8,
        ImageFileFormat.WebP => "webp:image[0]\0"u8,
        ImageFileFormat.Tiff => "tiff:image[0]\0"u8,
        ImageFileFormat.Pnm => "pnm:image[0]\0"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Needs a format with a coder."),
    };

    /// <returns>What ImageMagick reports, or null where that is nothing or harmless, such as an unknown tag.</returns>
    private static ImageDecodeException? Failure(nint wand, ImageFileFormat format)
    {
        int severity;
        var text = s_exception(wand, &severity);
        try
        {
            return severity is CorruptImageWarning or >= FirstError
                ? new ImageDecodeException(format, $"ImageMagick refuses it: {Sentence(Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text)))}.")
                : null;
        }
        finally
        {
            _ = s_release(text);
        }
    }

    /// <summary>Without the name that we gave the file, and the line of ImageMagick's source that follows it.</summary>
    private static string Sentence(string text) => text.Split(" `image'")[0].TrimEnd('.');

    private static nint Export(string name) => s_library == 0 ? 0 : NativeLibrary.GetExport(s_library, name);
}
