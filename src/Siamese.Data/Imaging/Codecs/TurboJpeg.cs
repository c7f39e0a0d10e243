using System.Runtime.InteropServices;

namespace TorchSharp.Siamese.Data.Imaging.Codecs;

/// <summary>JPEG through libturbojpeg's interface of version 2, which version 3 keeps; errors come back as results.</summary>
/// <remarks>
/// Each image has its own decoder, which costs microseconds: one that is kept also keeps the tables of the last image, and
/// a damaged file would be decoded with them, or spoil the next one. Thread-safe.
/// </remarks>
internal static unsafe class TurboJpeg
{
    private const int FormatRgb = 0, FormatGray = 6, FormatRgba = 7, FormatCmyk = 11;
    private const int SpaceYCbCr = 1, SpaceGray = 2, SpaceCmyk = 3, SpaceYcck = 4;
    private const int LimitScans = 32768;     // against files of thousands of progressive scans
    private const int ErrorIsWarning = 0;

    /// <summary>What libjpeg says about files that are complete all the same; PIL and TensorFlow take them too.</summary>
    private static readonly string[] s_harmless = ["extraneous bytes before marker", "unknown JFIF revision", "Unknown Adobe color transform"];

    private static readonly nint s_library = NativeLibraries.TryLoad("libturbojpeg.so.0", "libturbojpeg.0.dylib", "libturbojpeg.dylib", "turbojpeg.dll", "libturbojpeg");

    private static readonly delegate* unmanaged<nint> s_init = (delegate* unmanaged<nint>)Export("tjInitDecompress");
    private static readonly delegate* unmanaged<nint, int> s_destroy = (delegate* unmanaged<nint, int>)Export("tjDestroy");
    private static readonly delegate* unmanaged<nint, byte*> s_errorText = (delegate* unmanaged<nint, byte*>)Export("tjGetErrorStr2");
    private static readonly delegate* unmanaged<nint, int> s_errorCode = (delegate* unmanaged<nint, int>)Export("tjGetErrorCode");

    private static readonly delegate* unmanaged<nint, byte*, CULong, int*, int*, int*, int*, int> s_header =
        (delegate* unmanaged<nint, byte*, CULong, int*, int*, int*, int*, int>)Export("tjDecompressHeader3");

    private static readonly delegate* unmanaged<nint, byte*, CULong, byte*, int, int, int, int, int, int> s_decompress =
        (delegate* unmanaged<nint, byte*, CULong, byte*, int, int, int, int, int, int>)Export("tjDecompress2");

    /// <summary>Whether the library is on this machine.</summary>
    public static bool IsAvailable => s_library != 0;

    public static PixelImage Decode(ReadOnlySpan<byte> file, JpegHeader header, DecodeOptions options)
    {
        var decoder = s_init();
        if (decoder == 0)
            throw new InvalidOperationException("Needs memory for a JPEG decoder, libturbojpeg made none.");
        try
        {
            return Decode(decoder, file, header, options);
        }
        finally
        {
            _ = s_destroy(decoder);
        }
    }

    private static PixelImage Decode(nint decoder, ReadOnlySpan<byte> file, JpegHeader header, DecodeOptions options)
    {
        fixed (byte* bytes = file)
        {
            int width, height, subsampling, space;
            var size = new CULong((nuint)file.Length);
            if (s_header(decoder, bytes, size, &width, &height, &subsampling, &space) != 0)
            {
                // Such as chroma at a quarter of the height, which libjpeg decodes but this interface does not.
                if (ErrorText(decoder).Contains("Could not determine subsampling", StringComparison.Ordinal))
                    return ImageCodecs.DecodeByProvider(file, header.Info, options.Color);
                CheckError(decoder, file, header);
            }
            if (width != header.Info.Width || height != header.Info.Height)
                throw new ImageDecodeException(ImageFileFormat.Jpeg, $"needs one size, came {header.Info.Width} x {header.Info.Height} and {width} x {height}.");

            (width, height) = Scaled(header.Info, options);
            var (format, channels) = FormatOf(space, options.Color);
            var image = PixelImage.Rent(width, height, options.Color, channels);
            try
            {
                fixed (byte* room = image.Room)
                {
                    if (s_decompress(decoder, bytes, size, room, width, width * channels, height, format, LimitScans) != 0)
                        CheckError(decoder, file, header);
                }
                Finish(image, format, header);
                return image;
            }
            catch
            {
                image.Dispose();
                throw;
            }
        }
    }

    /// <summary>The smallest of 1/1, 1/2, 1/4 and 1/8 that is wide and high enough; parts of a pixel count as one.</summary>
    private static (int Width, int Height) Scaled(ImageInfo info, DecodeOptions options)
    {
        var (minWidth, minHeight) = options.Orient && info.SwapsSides
            ? (options.MinHeight, options.MinWidth)
            : (options.MinWidth, options.MinHeight);
        var (width, height) = (info.Width, info.Height);
        if (minWidth == 0 || minHeight == 0)
            return (width, height);
        for (var shift = 3; shift > 0; shift--)
        {
            var (w, h) = ((info.Width + (1 << shift) - 1) >> shift, (info.Height + (1 << shift) - 1) >> shift);
            if (w >= minWidth && h >= minHeight)
                return (w, h);
        }
        return (width, height);
    }

    private static (int Format, int Channels) FormatOf(int space, ColorMode color) => (space, color) switch
    {
        (SpaceCmyk or SpaceYcck, _) => (FormatCmyk, 4),
        (SpaceGray or SpaceYCbCr, ColorMode.Grayscale) => (FormatGray, 1),
        (_, ColorMode.Rgba) => (FormatRgba, 4),
        _ => (FormatRgb, 3),
    };

    private static void Finish(PixelImage image, int format, JpegHeader header)
    {
        var count = image.Width * image.Height;
        if (format == FormatCmyk)
            PixelChannels.FromCmyk(image.Room, count, image.Color, header.HasAdobeSegment);
        else if (format == FormatRgb && image.Color == ColorMode.Grayscale)
            PixelChannels.ToLuma(image.Room, count, 3);
    }

    /// <summary>A damaged or cut-off file is an error even where libjpeg fills the rest with gray and only warns.</summary>
    private static void CheckError(nint decoder, ReadOnlySpan<byte> file, JpegHeader header)
    {
        var text = ErrorText(decoder);
        var harmless = s_errorCode(decoder) == ErrorIsWarning && Array.Exists(s_harmless, known => text.Contains(known, StringComparison.Ordinal))
            // libjpeg shows its first warning only: a second one could be that the end is missing.
            && header.HasEnd(file);
        if (!harmless)
            throw new ImageDecodeException(ImageFileFormat.Jpeg, $"libjpeg refuses it: {text.TrimEnd('.')}.");
    }

    private static string ErrorText(nint decoder) => Marshal.PtrToStringUTF8((nint)s_errorText(decoder)) ?? "";

    private static nint Export(string name) => s_library == 0 ? 0 : NativeLibrary.GetExport(s_library, name);
}
