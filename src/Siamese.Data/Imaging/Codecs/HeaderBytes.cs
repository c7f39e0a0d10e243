using System.Buffers.Binary;

namespace TorchSharp.Siamese.Data.Imaging.Codecs;

/// <summary>Reads numbers of an image header; one that lies behind the end is reported with its offset.</summary>
internal readonly ref struct HeaderBytes(ReadOnlySpan<byte> file, ImageFileFormat format)
{
    private readonly ReadOnlySpan<byte> _file = file;

    public ImageFileFormat Format { get; } = format;

    public int Length => _file.Length;

    public ReadOnlySpan<byte> Slice(long offset, long count, string what)
    {
        Require(offset, count, what);
        return _file.Slice((int)offset, (int)count);
    }

    /// <summary>The file must go on for so long.</summary>
    public void Require(long offset, long count, string what)
    {
        if (offset > _file.Length || count > _file.Length - offset)
            throw new ImageDecodeException(Format, $"cut off: needs {count} bytes at offset {offset} for {what}, "
                + $"came {Math.Max(0, _file.Length - offset)}.", offset);
    }

    public byte Byte(long offset, string what) => Slice(offset, 1, what)[0];

    public uint Big32(long offset, string what) => BinaryPrimitives.ReadUInt32BigEndian(Slice(offset, 4, what));

    public int Big16(long offset, string what) => BinaryPrimitives.ReadUInt16BigEndian(Slice(offset, 2, what));

    public uint Little32(long offset, string what) => BinaryPrimitives.ReadUInt32LittleEndian(Slice(offset, 4, what));

    public int Little16(long offset, string what) => BinaryPrimitives.ReadUInt16LittleEndian(Slice(offset, 2, what));

    public int Little24(long offset, string what) => Little16(offset, what) | (Byte(offset + 2, what) << 16);

    /// <summary>A size from the header, which the format may store as anything.</summary>
    public int Side(long value, long offset, string what) => value is >= 1 and <= int.MaxValue
        ? (int)value
        : throw Damaged($"needs a {what} of 1 or more at offset {offset}, came {value}.", offset);

    public ImageDecodeException Damaged(string problem, long offset) => new(Format, problem, offset);
}
