using System.Buffers.Binary;
using System.IO.Compression;

namespace TorchSharp.Siamese.Data.Tests.Sources;

/// <summary>Writes idx files byte by byte.</summary>
internal static class IdxFiles
{
    public static byte[] Header(byte type, params ReadOnlySpan<int> shape)
    {
        var header = new byte[4 + (4 * shape.Length)];
        header[2] = type;
        header[3] = (byte)shape.Length;
        for (var i = 0; i < shape.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * i)), shape[i]);
        return header;
    }

    /// <summary>A file of unsigned bytes that count up: 0, 1, ..., 255, 0, ...</summary>
    public static byte[] Counting(params ReadOnlySpan<int> shape)
    {
        var length = 1;
        foreach (var size in shape)
            length *= size;
        return [.. Header(0x08, shape), .. Enumerable.Range(0, length).Select(i => unchecked((byte)i))];
    }

    public static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
            gzip.Write(content);
        return packed.ToArray();
    }
}
