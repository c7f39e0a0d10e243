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

    /// <summary>A gray image in the seven passes of Adam7.</summary>
    public static byte[] WriteInterlaced(int width, int height, int bitDepth, ReadOnlySpan<int> samples)
    {
        // First column and row of each pass, and the steps between its columns and rows.
        (int X, int Y, int StepX, int StepY)[] passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];
        var rows = new MemoryStream();
        foreach (var pass in passes)
        {
            for (var y = pass.Y; y < height && pass.X < width; y += pass.StepY)
            {
                var row = new List<int>();
                for (var x = pass.X; x < width; x += pass.StepX)
                    row.Add(samples[(y * width) + x]);
                rows.WriteByte(0);
                WriteRow(rows, [.. row], bitDepth);
            }
        }
        return Join(width, height, bitDepth, 0, rows.ToArray(), interlaced: true);
    }

    /// <summary>Rows of bytes with one of PNG's filters, 0 to 4: none, left, above, their mean, Paeth's choice.</summary>
    /// <param name="pixels">Rows without gaps.</param>
    /// <param name="rowLength">Bytes in a row.</param>
    /// <param name="pixelLength">Bytes in a pixel: what "left" means.</param>
    /// <param name="filter">The filter of every row.</param>
    public static byte[] Filter(ReadOnlySpan<byte> pixels, int rowLength, int pixelLength, int filter)
    {
        var filtered = new List<byte>();
        for (var i = 0; i < pixels.Length; i++)
        {
            if (i % rowLength == 0)
                filtered.Add((byte)filter);
            int left = i % rowLength >= pixelLength ? pixels[i - pixelLength] : 0;
            int above = i >= rowLength ? pixels[i - rowLength] : 0;
            int corner = i % rowLength >= pixelLength && i >= rowLength ? pixels[i - rowLength - pixelLength] : 0;
            var guess = filter switch { 1 => left, 2 => above, 3 => (left + above) / 2, 4 => Paeth(left, above, corner), _ => 0 };
            filtered.Add(unchecked((byte)(pixels[i] - guess)));
        }
        return [.. filtered];
    }

    /// <summary>The same file with its data chunk cut into pieces.</summary>
    public static byte[] SplitData(byte[] file, int pieceLength)
    {
        var split = new MemoryStream();
        split.Write(file, 0, Signature.Length);
        for (var at = Signature.Length; at < file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            var type = Encoding.ASCII.GetString(file, at + 4, 4);
            var step = type == "IDAT" ? pieceLength : Math.Max(1, length);
            for (var from = 0; from == 0 || from < length; from += step)
                split.Write(Chunk(type, file.AsSpan(at + 8 + from, Math.Min(step, length - from))));
            at += length + 12;
        }
        return split.ToArray();
    }

    /// <summary>A file whose header says what it likes about the data that follows.</summary>
    public static byte[] Join(
        int width, int height, int bitDepth, int colorType, ReadOnlySpan<byte> filteredRows, byte[][]? before = null, bool interlaced = false)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = (byte)bitDepth;
        header[9] = (byte)colorType;
        header[12] = (byte)(interlaced ? 1 : 0);
        var file = new MemoryStream();
        file.Write(Signature);
        file.Write(Chunk("IHDR", header));
        foreach (var chunk in before ?? [])
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

    private static int Paeth(int left, int above, int corner)
    {
        var guess = left + above - corner;
        int toLeft = Math.Abs(guess - left), toAbove = Math.Abs(guess - above), toCorner = Math.Abs(guess - corner);
        return toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
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
