using System.Buffers.Binary;

namespace TorchSharp.Siamese.TestSupport;

/// <summary>Changes the segments of JPEG files.</summary>
public static class JpegFile
{
    /// <summary>Exif data that holds an orientation and nothing else.</summary>
    /// <remarks>Byte order, 42, offset of the directory; one entry: tag 0112, type 3, count 1, value; no further directory.</remarks>
    public static byte[] Exif(int orientation, bool littleEndian) => littleEndian
        ? [.. "II"u8, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, (byte)orientation, 0, 0, 0, 0, 0, 0, 0]
        : [.. "MM"u8, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0];

    /// <summary>The file with an Exif segment in front.</summary>
    public static byte[] WithOrientation(byte[] file, int orientation, bool littleEndian = true) =>
        WithSegment(file, 0xE1, [.. "Exif\0\0"u8, .. Exif(orientation, littleEndian)]);

    /// <summary>The file with one more segment in front.</summary>
    public static byte[] WithSegment(byte[] file, byte marker, byte[] data)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(data);
        var length = data.Length + 2;
        return [.. file[..2], 0xFF, marker, (byte)(length >> 8), (byte)length, .. data, .. file[2..]];
    }

    /// <summary>The file without its segments of one kind, looked for before the first scan.</summary>
    public static byte[] WithoutSegment(byte[] file, byte marker)
    {
        ArgumentNullException.ThrowIfNull(file);
        var result = new List<byte>(file[..2]);
        var at = 2;
        while (file[at + 1] != 0xDA)
        {
            var length = 2 + BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(at + 2));
            if (file[at + 1] != marker)
                result.AddRange(file[at..(at + length)]);
            at += length;
        }
        result.AddRange(file[at..]);
        return [.. result];
    }

    /// <summary>Where the data of the first segment of a kind begins, behind its length.</summary>
    public static int OffsetOf(byte[] file, byte marker)
    {
        ArgumentNullException.ThrowIfNull(file);
        var at = 2;
        while (file[at + 1] != marker)
            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(at + 2));
        return at + 4;
    }
}
