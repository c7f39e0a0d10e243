using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace TorchSharp.Siamese.Data.Imaging.Codecs;

/// <summary>PNG through the simplified interface of libpng 1.6, whose errors come back as results: no jump crosses our frames.</summary>
/// <remarks>
/// That interface corrects for the gamma and colour space that a file names, which plain decoders do not, so it gets the file
/// without such chunks. 16-bit values become 8 bits by rounding v / 257; where they are interlaced too, several versions repeat
/// rows (pnggroup/libpng, issue 853; Debian 12's is one), so another library gets such files. Thread-safe: nothing is kept
/// between images.
/// </remarks>
internal static unsafe class LibPng
{
    private const uint ApiVersion = 1;
    private const uint FormatAlpha = 1, FormatColor = 2;
    private const uint Flag16BitSrgb = 4;           // 16-bit values without a colour space are no linear light
    private const uint Failed = 2;

    private static readonly nint s_library = NativeLibraries.TryLoad("libpng16.so.16", "libpng16.16.dylib", "libpng16.dylib", "libpng16.dll", "libpng16");

    private static readonly delegate* unmanaged<Image*, byte*, nuint, int> s_begin =
        (delegate* unmanaged<Image*, byte*, nuint, int>)Export("png_image_begin_read_from_memory");

    private static readonly delegate* unmanaged<Image*, void*, void*, int, void*, int> s_finish =
        (delegate* unmanaged<Image*, void*, void*, int, void*, int>)Export("png_image_finish_read");

    private static readonly delegate* unmanaged<Image*, void> s_free = (delegate* unmanaged<Image*, void>)Export("png_image_free");

    /// <summary>Whether the library is on this machine.</summary>
    public static bool IsAvailable => s_library != 0;

    public static PixelImage Decode(ReadOnlySpan<byte> file, PngHeader header, ColorMode color)
    {
        var keepAlpha = color == ColorMode.Rgba;
        if (!header.HasMetadata && (keepAlpha || !header.HasTransparency))
            return DecodePlain(file[..header.Length], header, color, keepAlpha && header.HasTransparency);

        var plain = ArrayPool<byte>.Shared.Rent(header.Length);
        try
        {
            var length = CopyWithout(file[..header.Length], plain, keepAlpha);
            return DecodePlain(plain.AsSpan(0, length), header, color, keepAlpha && header.HasTransparency);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(plain);
        }
    }

    private static PixelImage DecodePlain(ReadOnlySpan<byte> file, PngHeader header, ColorMode color, bool transparency)
    {
        if (header.IsDeepInterlaced)
            return ImageCodecs.DecodeByProvider(file, header.Info, color);
        var hasAlpha = header.ColorType >= 4 || transparency;
        var isGray = header.ColorType is 0 or 4;
        // What libpng can give without blending: alpha that is not wanted is dropped afterwards, in place.
        var (format, channels) = color switch
        {
            ColorMode.Grayscale when isGray => hasAlpha ? (FormatAlpha, 2) : (0u, 1),
            ColorMode.Rgba => (FormatColor | FormatAlpha, 4),
            _ => hasAlpha ? (FormatColor | FormatAlpha, 4) : (FormatColor, 3),
        };
        var image = PixelImage.Rent(header.Info.Width, header.Info.Height, color, channels);
        try
        {
            Read(file, image, format, channels);
            var count = image.Width * image.Height;
            switch (color, channels)
            {
                case (ColorMode.Grayscale, 2):
                    PixelChannels.KeepFirst(image.Room, count);
                    break;
                case (ColorMode.Grayscale, 3 or 4):
                    PixelChannels.ToLuma(image.Room, count, channels);
                    break;
                case (ColorMode.Rgb, 4):
                    PixelChannels.DropAlpha(image.Room, count);
                    break;
            }
            return image;
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }

    private static void Read(ReadOnlySpan<byte> file, PixelImage target, uint format, int channels)
    {
        var image = new Image { Version = ApiVersion };
        fixed (byte* bytes = file)
        fixed (byte* room = target.Room)
        {
            try
            {
                if (s_begin(&image, bytes, (nuint)file.Length) == 0 || image.WarningOrError >= Failed)
                    throw Failure(image);
                if (image.Width != target.Width || image.Height != target.Height)
                    throw new ImageDecodeException(ImageFileFormat.Png, $"needs one size, came {target.Width} x {target.Height} "
                        + $"and {image.Width} x {image.Height}.");
                image.Flags |= Flag16BitSrgb;
                image.Format = format;
                if (s_finish(&image, null, room, target.Width * channels, null) == 0)
                    throw Failure(image);
            }
            finally
            {
                s_free(&image);
            }
        }
    }

    /// <summary>Copies the chunks that decoding needs.</summary>
    private static int CopyWithout(ReadOnlySpan<byte> file, Span<byte> target, bool keepTransparency)
    {
        var bytes = new HeaderBytes(file, ImageFileFormat.Png);
        file[..PngHeader.SignatureLength].CopyTo(target);
        var from = PngHeader.SignatureLength;
        var to = from;
        while (from < file.Length)
        {
            var length = (int)bytes.Big32(from, "the length of a chunk") + PngHeader.ChunkOverhead;
            var type = bytes.Big32(from + 4, "the type of a chunk");
            if (type is PngHeader.Header or PngHeader.Palette or PngHeader.Data or PngHeader.End
                || (keepTransparency && type == PngHeader.Transparency) || IsCritical(type))
            {
                file.Slice(from, length).CopyTo(target[to..]);
                to += length;
            }
            from += length;
        }
        return to;
    }

    /// <summary>A capital first letter: libpng knows it or refuses the file.</summary>
    private static bool IsCritical(uint type) => (type & 0x20000000) == 0;

    private static ImageDecodeException Failure(Image image) =>
        new(ImageFileFormat.Png, $"libpng refuses it: {Encoding.Latin1.GetString(image.Text)}.");

    private static nint Export(string name) => s_library == 0 ? 0 : NativeLibrary.GetExport(s_library, name);

    /// <summary><c>png_image</c> of png.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Image
    {
        public nint Opaque;
        public uint Version, Width, Height, Format, Flags, ColormapEntries, WarningOrError;
        public fixed byte Message[64];

        public readonly ReadOnlySpan<byte> Text
        {
            get
            {
                var text = new byte[64];
                for (var i = 0; i < text.Length; i++)
                    text[i] = Message[i];
                return text.AsSpan(0, Math.Max(0, text.AsSpan().IndexOf((byte)0)));
            }
        }
    }
}
