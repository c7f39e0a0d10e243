using System.Buffers.Binary;

namespace TorchSharp.Siamese.Data.Imaging.Codecs;

/// <summary>The first directory of a TIFF file, classic or big; Exif data is such a file too.</summary>
internal static class TiffHeader
{
    private const int WidthTag = 256, HeightTag = 257, OrientationTag = 274;
    private const int StripOffsetsTag = 273, StripLengthsTag = 279, TileOffsetsTag = 324, TileLengthsTag = 325;
    private const int ByteType = 1, ShortType = 3, LongType = 4, Long8Type = 16;

    public static ImageInfo Read(ReadOnlySpan<byte> file)
    {
        var bytes = new HeaderBytes(file, ImageFileFormat.Tiff);
        var big = Number(bytes, 2, 2, "the version") == 43;
        var directory = big ? Number(bytes, 8, 8, "the offset of the directory") : Number(bytes, 4, 4, "the offset of the directory");
        var width = Find(bytes, big, directory, WidthTag);
        var height = Find(bytes, big, directory, HeightTag);
        if (width is null || height is null)
            throw bytes.Damaged($"needs a width and a height in the directory at offset {directory}, came none.", directory);
        CheckPieces(bytes, big, directory, StripOffsetsTag, StripLengthsTag);
        CheckPieces(bytes, big, directory, TileOffsetsTag, TileLengthsTag);
        return new ImageInfo(
            ImageFileFormat.Tiff, bytes.Side(width.Value, directory, "width"), bytes.Side(height.Value, directory, "height"),
            Valid(Find(bytes, big, directory, OrientationTag)));
    }

    /// <summary>The orientation in Exif data; 1 where there is none or the data is damaged: an image can be decoded without it.</summary>
    public static int OrientationOfExif(ReadOnlySpan<byte> exif)
    {
        if (exif is not ([(byte)'I', (byte)'I', 42, 0, _, _, _, _, ..] or [(byte)'M', (byte)'M', 0, 42, _, _, _, _, ..]))
            return 1;
        var bytes = new HeaderBytes(exif, ImageFileFormat.Tiff);
        var directory = Number(bytes, 4, 4, "the offset of the directory");
        if (directory > exif.Length - 2)
            return 1;
        var count = Number(bytes, directory, 2, "the directory");
        return count > (exif.Length - directory - 2) / 12 ? 1 : Valid(Find(bytes, false, directory, OrientationTag));
    }

    private static int Valid(long? orientation) => orientation is >= 1 and <= 8 ? (int)orientation.Value : 1;

    private static long? Find(HeaderBytes bytes, bool big, long directory, int tag) =>
        FindEntry(bytes, big, directory, tag) is { } entry && SizeOf(bytes, entry) is > 0 and var size
            ? Number(bytes, entry + ValueAt(big), size, "a directory entry")
            : null;

    /// <summary>The strips or tiles that hold the pixels must all be there.</summary>
    private static void CheckPieces(HeaderBytes bytes, bool big, long directory, int offsetsTag, int lengthsTag)
    {
        if (FindEntry(bytes, big, directory, offsetsTag) is not { } offsets || FindEntry(bytes, big, directory, lengthsTag) is not { } lengths)
            return;
        var count = Math.Min(CountOf(bytes, big, offsets), CountOf(bytes, big, lengths));
        for (long i = 0; i < count; i++)
            bytes.Require(Element(bytes, big, offsets, i), Element(bytes, big, lengths, i), "the pixels");
    }

    private static long? FindEntry(HeaderBytes bytes, bool big, long directory, int tag)
    {
        var (countSize, entrySize) = big ? (8, 20) : (2, 12);
        var count = Number(bytes, directory, countSize, "the directory");
        var entry = directory + countSize;
        for (long i = 0; i < count; i++, entry += entrySize)
        {
            if (Number(bytes, entry, 2, "a directory entry") == tag)
                return entry;
        }
        return null;
    }

    /// <summary>One of an entry's values, which stand in the entry if they fit and elsewhere if not.</summary>
    private static long Element(HeaderBytes bytes, bool big, long entry, long index)
    {
        var size = SizeOf(bytes, entry);
        if (size == 0)
            throw bytes.Damaged($"needs whole numbers in the directory entry at offset {entry}, came another type.", entry);
        var room = big ? 8 : 4;
        var start = CountOf(bytes, big, entry) > room / size ? Number(bytes, entry + ValueAt(big), room, "a directory entry") : entry + ValueAt(big);
        if (start > bytes.Length)
            bytes.Require(start, size, "the values of a directory entry");
        return Number(bytes, start + (index * size), size, "the values of a directory entry");
    }

    private static long CountOf(HeaderBytes bytes, bool big, long entry) => Number(bytes, entry + 4, big ? 8 : 4, "a directory entry");

    private static int ValueAt(bool big) => big ? 12 : 8;

    /// <summary>Bytes of one value; 0 for types that are no whole numbers.</summary>
    private static int SizeOf(HeaderBytes bytes, long entry) => Number(bytes, entry + 2, 2, "a directory entry") switch
    {
        ByteType => 1,
        ShortType => 2,
        LongType => 4,
        Long8Type => 8,
        _ => 0,
    };

    private static long Number(HeaderBytes bytes, long offset, int size, string what)
    {
        var little = bytes.Byte(0, "the byte order") == 'I';
        var value = bytes.Slice(offset, size, what);
        return (size, little) switch
        {
            (1, _) => value[0],
            (2, true) => BinaryPrimitives.ReadUInt16LittleEndian(value),
            (2, false) => BinaryPrimitives.ReadUInt16BigEndian(value),
            (4, true) => BinaryPrimitives.ReadUInt32LittleEndian(value),
            (4, false) => BinaryPrimitives.ReadUInt32BigEndian(value),
            (_, true) => (long)Math.Min(BinaryPrimitives.ReadUInt64LittleEndian(value), long.MaxValue),
            (_, false) => (long)Math.Min(BinaryPrimitives.ReadUInt64BigEndian(value), long.MaxValue),
        };
    }
}
