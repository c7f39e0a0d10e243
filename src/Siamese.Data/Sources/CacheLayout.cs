using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace TorchSharp.Siamese.Data.Sources;

/// <summary>
/// The format of a cache: a header, a checksum for each image (0 where there is none yet), the images. Little-endian.
/// </summary>
/// <remarks>
/// The checksum of an image is written after it. A process that is killed, a machine that stops and a bit that flips therefore
/// leave an image without checksum, or with one that does not fit, and it is made anew; nothing else is trusted.
/// </remarks>
internal sealed class CacheLayout
{
    private const int HeaderLength = 4096;      // a page, so that what follows is aligned
    private const int HeaderUsed = 72;
    private const int Version = 1;

    private readonly byte[] _header = new byte[HeaderUsed];

    /// <param name="fingerprint">What decides the pixels.</param>
    /// <param name="shape">Size of each image.</param>
    /// <param name="count">Number of images.</param>
    public CacheLayout(string fingerprint, ImageShape shape, int count)
    {
        (Count, ImageLength) = (count, shape.Length);
        DataStart = HeaderLength + ((((long)count * sizeof(ulong)) + HeaderLength - 1) / HeaderLength * HeaderLength);
        Magic.CopyTo(_header);
        var numbers = MemoryMarshal.Cast<byte, int>(_header.AsSpan(8));
        Write(numbers, Version, shape.Channels, shape.Height, shape.Width, count);
        SHA256.HashData(Encoding.UTF8.GetBytes(fingerprint), _header.AsSpan(32));
        BinaryPrimitives.WriteUInt64LittleEndian(_header.AsSpan(64), Checksum(-1, _header.AsSpan(0, 64)));
    }

    /// <summary>How every cache begins.</summary>
    public static ReadOnlySpan<byte> Magic => "TSiamImg"u8;

    public int Count { get; }

    public int ImageLength { get; }

    /// <summary>Where the images begin.</summary>
    public long DataStart { get; }

    /// <summary>Bytes of all of it.</summary>
    public long Length => DataStart + ((long)Count * ImageLength);

    /// <summary>The header that a cache of these images has.</summary>
    public ReadOnlySpan<byte> Header => _header;

    /// <summary>Where the checksum of an image is.</summary>
    public static long ChecksumAt(int index) => HeaderLength + ((long)index * sizeof(ulong));

    /// <summary>Where an image is.</summary>
    public long ImageAt(int index) => DataStart + ((long)index * ImageLength);

    /// <summary>Never 0. Any burst of wrong bits changes it, and so does the place of another image.</summary>
    public static ulong Checksum(int index, ReadOnlySpan<byte> image)
    {
        // Four lanes, since the instruction takes three cycles and one can start in each.
        var own = unchecked((uint)index);
        var (a, b, c, d) = (own, ~own, 0x53_69_61_6Du, 0x65_73_65_31u);
        var words = MemoryMarshal.Cast<byte, ulong>(image);
        var i = 0;
        for (; i <= words.Length - 4; i += 4)
        {
            a = BitOperations.Crc32C(a, words[i]);
            b = BitOperations.Crc32C(b, words[i + 1]);
            c = BitOperations.Crc32C(c, words[i + 2]);
            d = BitOperations.Crc32C(d, words[i + 3]);
        }
        for (; i < words.Length; i++)
            a = BitOperations.Crc32C(a, words[i]);
        foreach (var rest in image[(words.Length * sizeof(ulong))..])
            b = BitOperations.Crc32C(b, rest);
        var sum = ((ulong)BitOperations.Crc32C(a, c) << 32) | BitOperations.Crc32C(b, d);
        return sum == 0 ? 1 : sum;
    }

    private static void Write(Span<int> numbers, params ReadOnlySpan<int> values)
    {
        for (var i = 0; i < values.Length; i++)
            numbers[i] = BitConverter.IsLittleEndian ? values[i] : BinaryPrimitives.ReverseEndianness(values[i]);
    }
}
