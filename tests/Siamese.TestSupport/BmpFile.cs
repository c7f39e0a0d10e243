using System.Buffers.Binary;

namespace TorchSharp.Siamese.TestSupport;

/// <summary>Writes Windows bitmaps.</summary>
public static class BmpFile
{
    private const int FileHeader = 14, InfoHeader = 40;

    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="rgb">Red, green, blue, top row first.</param>
    /// <param name="topDown">Whether the file has the top row first too; its height is negative then.</param>
    public static byte[] Write24(int width, int height, ReadOnlySpan<byte> rgb, bool topDown = false)
    {
        var rowLength = ((3 * width) + 3) / 4 * 4;
        var file = Header(width, topDown ? -height : height, 24, 0, rowLength * height);
        for (var y = 0; y < height; y++)
        {
            var to = FileHeader + InfoHeader + ((topDown ? y : height - 1 - y) * rowLength);
            for (var x = 0; x < width; x++)
            {
                for (var c = 0; c < 3; c++)
                    file[to + (3 * x) + c] = rgb[(3 * ((y * width) + x)) + 2 - c];
            }
        }
        return file;
    }

    /// <summary>1 bit a pixel with two colours, bottom row first.</summary>
    public static byte[] Write1(int width, int height, ReadOnlySpan<byte> bits, ReadOnlySpan<byte> bgr0Palette)
    {
        var rowLength = (width + 31) / 32 * 4;
        var file = Header(width, height, 1, 2, rowLength * height);
        bgr0Palette.CopyTo(file.AsSpan(FileHeader + InfoHeader));
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
                file[FileHeader + InfoHeader + 8 + ((height - 1 - y) * rowLength) + (x / 8)] |= (byte)(bits[(y * width) + x] << (7 - (x % 8)));
        }
        return file;
    }

    private static byte[] Header(int width, int height, int bits, int colours, int dataLength)
    {
        var start = FileHeader + InfoHeader + (4 * colours);
        var file = new byte[start + dataLength];
        "BM"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), start);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(14), InfoHeader);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), height);
        file[26] = 1;
        file[28] = (byte)bits;
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(34), dataLength);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(46), colours);
        return file;
    }
}
