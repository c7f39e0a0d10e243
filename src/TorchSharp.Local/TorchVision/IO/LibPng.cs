using System;
using System.IO;
using System.Runtime.InteropServices;
using static TorchSharp.NativeImager;
using static TorchSharp.torchvision.io;

namespace TorchSharp;

/// <summary>libpng's simplified interface: 8 bits a channel, sRGB; alpha that is not asked for blends into black.</summary>
internal static unsafe partial class LibPng
{
    private const string Library = "libpng16.so.16";
    private const uint Version = 1, Alpha = 1, Color = 2, Srgb16 = 4;

    public static Pixels Decode(byte[] data, ImageReadMode mode)
    {
        var image = new Image { Version = Version };
        fixed (byte* bytes = data)
        {
            try
            {
                if (png_image_begin_read_from_memory(&image, bytes, (nuint)data.Length) == 0) throw Failure("read", image);
                image.Flags |= Srgb16;   // 16-bit files without a colour space are not taken for linear light
                image.Format = mode switch
                {
                    ImageReadMode.GRAY => 0,
                    ImageReadMode.GRAY_ALPHA => Alpha,
                    ImageReadMode.RGB => Color,
                    ImageReadMode.RGB_ALPHA => Color | Alpha,
                    _ => image.Format & (Color | Alpha),
                };
                var channels = ChannelsOf(image.Format);
                var pixels = new byte[checked((int)(image.Width * image.Height * (uint)channels))];
                fixed (byte* room = pixels)
                    if (png_image_finish_read(&image, null, room, 0, null) == 0) throw Failure("read", image);
                return new Pixels(pixels, (int)image.Height, (int)image.Width, channels);
            }
            finally
            {
                png_image_free(&image);
            }
        }
    }

    public static byte[] Encode(Pixels pixels)
    {
        var image = new Image
        {
            Version = Version,
            Width = (uint)pixels.Width,
            Height = (uint)pixels.Height,
            Format = pixels.Channels switch { 1 => 0, 2 => Alpha, 3 => Color, _ => Color | Alpha },
        };
        fixed (byte* data = pixels.Data)
        {
            nuint size = 0;
            if (png_image_write_to_memory(&image, null, &size, 0, data, 0, null) == 0) throw Failure("written", image);
            var file = new byte[size];
            fixed (byte* room = file)
                if (png_image_write_to_memory(&image, room, &size, 0, data, 0, null) == 0) throw Failure("written", image);
            return file;
        }
    }

    private static int ChannelsOf(uint format) => ((format & Color) != 0 ? 3 : 1) + ((format & Alpha) != 0 ? 1 : 0);

    private static InvalidDataException Failure(string what, Image image) =>
        new($"The PNG image could not be {what}: {Marshal.PtrToStringUTF8((IntPtr)image.Message)}.");

    /// <summary><c>png_image</c> of png.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Image
    {
        public IntPtr Opaque;
        public uint Version, Width, Height, Format, Flags, ColormapEntries, WarningOrError;
        public fixed byte Message[64];
    }

    [LibraryImport(Library)] private static partial int png_image_begin_read_from_memory(Image* image, byte* memory, nuint size);
    [LibraryImport(Library)]
    private static partial int png_image_finish_read(Image* image, void* background, byte* buffer, int rowStride, void* colormap);
    [LibraryImport(Library)] private static partial void png_image_free(Image* image);
    [LibraryImport(Library)]
    private static partial int png_image_write_to_memory(Image* image, byte* memory, nuint* size, int to8Bit, byte* buffer, int rowStride, void* colormap);
}
