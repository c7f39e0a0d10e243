using System;
using System.IO;
using System.Runtime.InteropServices;
using static TorchSharp.NativeImager;
using static TorchSharp.torchvision.io;

namespace TorchSharp;

/// <summary>libturbojpeg's interface of version 2, which later ones keep.</summary>
internal static unsafe partial class TurboJpeg
{
    private const string Library = "libturbojpeg.so.0";
    private const int Rgb = 0, Gray = 6, Rgba = 7;
    private const int GrayColors = 2;
    private const int Subsampled420 = 2, SubsampledGray = 3;

    public static Pixels Decode(byte[] data, ImageReadMode mode)
    {
        var codec = tjInitDecompress();
        try
        {
            fixed (byte* bytes = data)
            {
                int width, height, subsampling, colors;
                Check(codec, tjDecompressHeader3(codec, bytes, (nuint)data.Length, &width, &height, &subsampling, &colors), "read");
                if (mode == ImageReadMode.UNCHANGED) mode = colors == GrayColors ? ImageReadMode.GRAY : ImageReadMode.RGB;
                var (format, channels) = mode switch
                {
                    ImageReadMode.GRAY or ImageReadMode.GRAY_ALPHA => (Gray, 1),
                    ImageReadMode.RGB_ALPHA => (Rgba, 4),
                    _ => (Rgb, 3),
                };
                var pixels = new byte[width * height * channels];
                fixed (byte* room = pixels)
                    Check(codec, tjDecompress2(codec, bytes, (nuint)data.Length, room, width, 0, height, format, 0), "read");
                return mode == ImageReadMode.GRAY_ALPHA
                    ? new Pixels(WithAlpha(pixels), height, width, 2)
                    : new Pixels(pixels, height, width, channels);
            }
        }
        finally
        {
            _ = tjDestroy(codec);
        }
    }

    /// <exception cref="ArgumentException">There is an alpha channel.</exception>
    public static byte[] Encode(Pixels pixels, int quality)
    {
        var (format, subsampling) = pixels.Channels switch
        {
            1 => (Gray, SubsampledGray),
            3 => (Rgb, Subsampled420),
            var other => throw new ArgumentException($"A JPEG image has 1 or 3 channels, got {other}."),
        };
        var codec = tjInitCompress();
        byte* file = null;
        try
        {
            nuint size = 0;
            fixed (byte* data = pixels.Data)
                Check(codec, tjCompress2(codec, data, pixels.Width, 0, pixels.Height, format, &file, &size, subsampling, quality, 0), "written");
            return new ReadOnlySpan<byte>(file, checked((int)size)).ToArray();
        }
        finally
        {
            tjFree(file);
            _ = tjDestroy(codec);
        }
    }

    private static byte[] WithAlpha(byte[] gray)
    {
        var both = new byte[2 * gray.Length];
        for (var i = 0; i < gray.Length; i++) (both[2 * i], both[2 * i + 1]) = (gray[i], 255);
        return both;
    }

    private static void Check(IntPtr codec, int rc, string what)
    {
        if (rc != 0) throw new InvalidDataException($"The JPEG image could not be {what}: {Marshal.PtrToStringUTF8((IntPtr)tjGetErrorStr2(codec))}.");
    }

    [LibraryImport(Library)] private static partial IntPtr tjInitDecompress();
    [LibraryImport(Library)] private static partial IntPtr tjInitCompress();
    [LibraryImport(Library)] private static partial int tjDestroy(IntPtr codec);
    [LibraryImport(Library)] private static partial void tjFree(byte* buffer);
    [LibraryImport(Library)] private static partial byte* tjGetErrorStr2(IntPtr codec);
    [LibraryImport(Library)]
    private static partial int tjDecompressHeader3(IntPtr codec, byte* data, nuint size, int* width, int* height, int* subsampling, int* colors);
    [LibraryImport(Library)]
    private static partial int tjDecompress2(IntPtr codec, byte* data, nuint size, byte* room, int width, int pitch, int height, int format, int flags);
    [LibraryImport(Library)]
    private static partial int tjCompress2(IntPtr codec, byte* data, int width, int pitch, int height, int format, byte** file, nuint* size,
        int subsampling, int quality, int flags);
}
