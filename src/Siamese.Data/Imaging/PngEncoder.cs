using System.Buffers.Binary;
using System.IO.Compression;
using TorchSharp.Siamese.Data.Sources;

namespace TorchSharp.Siamese.Data.Imaging;

/// <summary>Writes pixels as PNG files, without loss and without a native library.</summary>
/// <remarks>8 bits a channel, not interlaced; each row has the filter whose residues are smallest (PNG specification, third edition, section 12.7). Thread-safe.</remarks>
public static class PngEncoder
{
    private const int Filters = 5;

    private static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The whole file of one picture.</summary>
    /// <param name="pixels">Bytes, row by row, the channels of a pixel side by side, <c>[H, W, C]</c>, without gaps.</param>
    /// <param name="width">Columns, 1 or more.</param>
    /// <param name="height">Rows, 1 or more.</param>
    /// <param name="mode">Which channels, and so how many.</param>
    /// <returns>A file that <see cref="ImageDecoder"/> turns into the same pixels. Same pixels, same bytes on one version of .NET.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or the mode is unknown.</exception>
    /// <exception cref="ArgumentException">The number of bytes is not width times height times channels.</exception>
    public static byte[] Encode(ReadOnlySpan<byte> pixels, int width, int height, ColorMode mode)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        var colorType = mode switch
        {
            ColorMode.Grayscale => 0,
            ColorMode.Rgb => 2,
            ColorMode.Rgba => 6,
            _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, $"Needs Grayscale, Rgb or Rgba, got {mode}."),
        };
        if (pixels.Length != (long)width * height * (int)mode)
            throw new ArgumentException(
                $"Expected {(long)width * height * (int)mode} bytes for {width} x {height} pixels of {(int)mode} channels, got {pixels.Length}.", nameof(pixels));

        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        header[8] = 8;      // bits a channel
        header[9] = (byte)colorType;
        header[10..].Clear();       // deflate, the five filters, no interlacing

        var file = new MemoryStream();
        file.Write(Signature);
        WriteChunk(file, "IHDR"u8, header);
        WriteChunk(file, "IDAT"u8, Compress(pixels, width * (int)mode, (int)mode));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static ReadOnlySpan<byte> Compress(ReadOnlySpan<byte> pixels, int rowLength, int pixelLength)
    {
        var packed = new MemoryStream();
        using (var stream = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            var candidates = new byte[Filters * (rowLength + 1)];
            ReadOnlySpan<byte> above = new byte[rowLength];
            for (var at = 0; at < pixels.Length; at += rowLength)
            {
                var row = pixels.Slice(at, rowLength);
                stream.Write(BestFilter(row, above, pixelLength, candidates));
                above = row;
            }
        }
        return packed.GetBuffer().AsSpan(0, (int)packed.Length);
    }

    // The filter byte and the filtered row whose residues, read as signed bytes, have the smallest sum without sign.
    private static ReadOnlySpan<byte> BestFilter(ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int pixelLength, Span<byte> candidates)
    {
        var best = 0;
        var least = long.MaxValue;
        for (var filter = 0; filter < Filters; filter++)
        {
            var line = candidates.Slice(filter * (row.Length + 1), row.Length + 1);
            line[0] = (byte)filter;
            var sum = FilterRow(filter, row, above, pixelLength, line[1..]);
            if (sum < least)
                (best, least) = (filter, sum);
        }
        return candidates.Slice(best * (row.Length + 1), row.Length + 1);
    }

    private static long FilterRow(int filter, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int pixelLength, Span<byte> residues)
    {
        var sum = 0L;
        for (var i = 0; i < row.Length; i++)
        {
            var left = i < pixelLength ? 0 : row[i - pixelLength];
            int up = above[i];
            var guess = filter switch
            {
                0 => 0,
                1 => left,
                2 => up,
                3 => (left + up) >> 1,
                _ => Paeth(left, up, i < pixelLength ? 0 : above[i - pixelLength]),
            };
            var residue = unchecked((sbyte)(row[i] - guess));
            residues[i] = unchecked((byte)residue);
            sum += Math.Abs((int)residue);
        }
        return sum;
    }

    // Of the neighbours left, above and corner the one nearest to left + above - corner.
    private static int Paeth(int left, int up, int corner)
    {
        int toLeft = Math.Abs(up - corner), toUp = Math.Abs(left - corner), toCorner = Math.Abs(left + up - (2 * corner));
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }

    private static void WriteChunk(MemoryStream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        var chunk = new byte[data.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        type.CopyTo(chunk.AsSpan(4));
        data.CopyTo(chunk.AsSpan(8));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + data.Length), Crc32.Of(chunk.AsSpan(4, 4 + data.Length)));
        file.Write(chunk);
    }
}
