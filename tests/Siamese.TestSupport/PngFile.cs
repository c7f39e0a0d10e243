using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace TorchSharp.Siamese.TestSupport;

/// <summary>Writes PNG files of every kind, chunk by chunk, so that tests know each pixel by construction.</summary>
public static class PngFile
{
    public static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>A whole file of unfiltered rows.</summary>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="bitDepth">1, 2, 4, 8 or 16.</param>
    /// <param name="colorType">0 gray, 2 colour, 3 palette, 4 gray and alpha, 6 colour and alpha.</param>
    /// <param name="samples">Samples in reading order, each 0 to 2^bitDepth - 1.</param>
    /// <param name="before">Chunks between the header and the data, such as a palette.</param>
    public static byte[] Write(int width, int height, int bitDepth, int colorType, ReadOnlySpan<int> samples, params byte[][] before)
    {
        var perRow = width * colorType switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
        var rows = new MemoryStream();
        for (var y = 0; y < height; y++)
        {
            rows.WriteByte(0);      // no filter
            WriteRow(rows, samples.Slice(y * perRow, perRow), bitDepth);
        }
        return Join(width, height, bitDepth, colorType, rows.ToArray(), before);
    }

    /// <summary>A gray or colour image of 8-bit samples, <c>[H, W, C]</c> with 1 to 4 channels.</summary>
    public static byte[] Write(int width, int height, int channels, ReadOnlySpan<byte> pixels)
    {
        var samples = new int[pixels.Length];
        for (var i = 0; i < samples.Length; i++)
            samples[i] = pixels[i];
        return Write(width, height, 8, channels switch { 1 => 0, 2 => 4, 3 => 2, _ => 6 }, samples);
    }

    /// <summary>A file whose header says what it likes about the data that follows.</summary>
    public static byte[] Join(int width, int height, int bitDepth, int colorType, ReadOnlySpan<byte> filteredRows, params byte[][] before)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = (byte)bitDepth;
        header[9] = (byte)colorType;
        var file = new MemoryStream();
        file.Write(Signature);
        file.Write(Chunk("IHDR", header));
        foreach (var chunk in before)
            file.Write(chunk);
        file.Write(Chunk("IDAT", Deflate(filteredRows)));
        file.Write(Chunk("IEND", []));
        return file.ToArray();
    }

    /// <summary>Length, type, data and checksum.</summary>
    public static byte[] Chunk(string type, ReadOnlySpan<byte> data)
    {
        var chunk = new byte[data.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        Encoding.ASCII.GetBytes(type, chunk.AsSpan(4));
        data.CopyTo(chunk.AsSpan(8));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + data.Length), Checksum(chunk.AsSpan(4, 4 + data.Length)));
        return chunk;
    }

    private static void WriteRow(MemoryStream rows, ReadOnlySpan<int> samples, int bitDepth)
    {
        int bits = 0, filled = 0;
        foreach (var sample in samples)
        {
            if (bitDepth == 16)
                rows.WriteByte((byte)(sample >> 8));
            bits = (bits << Math.Min(bitDepth, 8)) | (sample & ((1 << Math.Min(bitDepth, 8)) - 1));
            filled += Math.Min(bitDepth, 8);
            if (filled == 8)
            {
                rows.WriteByte((byte)bits);
                (bits, filled) = (0, 0);
            }
        }
        if (filled > 0)
            rows.WriteByte((byte)(bits << (8 - filled)));
    }

    private static byte[] Deflate(ReadOnlySpan<byte> data)
    {
        var packed = new MemoryStream();
        using (var stream = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            stream.Write(data);
        return packed.ToArray();
    }

    // The CRC-32 of PNG, bit by bit.
    private static uint Checksum(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }
        return ~crc;
    }
}
