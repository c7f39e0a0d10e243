using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace TorchSharp.Siamese.Data.Sources;

/// <summary>The central directory of a zip archive, zip64 included.</summary>
/// <remarks>Source: PKWARE, APPNOTE.TXT - .ZIP File Format Specification, 6.3, sections 4.3.12 to 4.3.16, 4.5.3.</remarks>
internal sealed class ZipDirectory
{
    private const uint EndMark = 0x06054b50;
    private const uint Zip64LocatorMark = 0x07064b50;
    private const uint Zip64EndMark = 0x06064b50;
    private const int EndLength = 22;
    private const int Zip64LocatorLength = 20;
    private const int Zip64EndLength = 56;
    private const int LongestComment = 65_535;

    private readonly SafeFileHandle _file;
    private readonly string _path;
    private readonly long _length;

    internal ZipDirectory(SafeFileHandle file, string path)
    {
        (_file, _path) = (file, path);
        _length = RandomAccess.GetLength(file);
        (Start, Size, Count, Shift) = FindDirectory();
    }

    /// <summary>Entries, as the end record says.</summary>
    internal long Count { get; }

    /// <summary>Where the directory begins in the file; entries end before it.</summary>
    internal long Start { get; }

    private long Size { get; }

    /// <summary>Bytes in front of the archive proper, such as a program that unpacks it.</summary>
    private long Shift { get; }

    /// <summary>All entries, in their order.</summary>
    /// <exception cref="InvalidDataException">The directory is damaged; the message has path and offset.</exception>
    internal IEnumerable<ZipEntry> Entries()
    {
        var bytes = Read(Start, Size, "the central directory");
        var at = 0;
        for (long number = 0; number < Count; number++)
        {
            var record = new ZipRecord(bytes, at);
            if (!record.IsWhole)
                throw Damaged(Start + at, $"needs entry {number} of {Count} of the central directory, found {(at == bytes.Length ? "its end" : "something else")}");
            yield return record.Entry(Shift);
            at += record.Length;
        }
    }

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static long U64(ReadOnlySpan<byte> bytes, int at)
    {
        var value = BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);
        return value <= long.MaxValue ? (long)value : long.MaxValue;
    }

    private (long Start, long Size, long Count, long Shift) FindDirectory()
    {
        var tailLength = (int)Math.Min(_length, EndLength + LongestComment);
        var tail = Read(_length - tailLength, tailLength, "the end of the archive");
        var at = FindEnd(tail);
        var end = tail.AsSpan(at);
        long count = BinaryPrimitives.ReadUInt16LittleEndian(end[10..]);
        long size = U32(end, 12);
        long start = U32(end, 16);
        var endOffset = _length - tailLength + at;
        if (BinaryPrimitives.ReadUInt16LittleEndian(end[4..]) is not (0 or 0xFFFF))
            throw Damaged(endOffset, "needs an archive in one part, found one part of several");

        var behind = endOffset;                // the directory ends where the first of the end records begins
        if (count == 0xFFFF || size == 0xFFFFFFFF || start == 0xFFFFFFFF)
            (start, size, count, behind) = Zip64(endOffset) ?? (start, size, count, behind);
        var shift = behind - size - start;
        if (size < 0 || start < 0 || size > behind || shift < 0 || count > size / ZipRecord.FixedLength)
        {
            throw Damaged(endOffset,
                $"needs a central directory before this end record, found one of {count} entries in {size} bytes from offset {start}");
        }

        return (start + shift, size, count, shift);
    }

    private int FindEnd(byte[] tail)
    {
        for (var at = tail.Length - EndLength; at >= 0; at--)
        {
            if (U32(tail, at) == EndMark && at + EndLength + BinaryPrimitives.ReadUInt16LittleEndian(tail.AsSpan(at + 20)) <= tail.Length)
                return at;
        }

        throw new InvalidDataException($"'{_path}': needs the end record of a zip archive in the last {tail.Length} of {_length} bytes, "
            + "found none; the file is cut off, or no zip archive.");
    }

    private (long Start, long Size, long Count, long Behind)? Zip64(long endOffset)
    {
        if (endOffset < Zip64LocatorLength)
            return null;
        var locator = Read(endOffset - Zip64LocatorLength, Zip64LocatorLength, "the zip64 locator");
        if (U32(locator, 0) != Zip64LocatorMark)
            return null;
        // Where something stands before the archive the offset is too small by its length, and the record is next to the locator.
        var said = U64(locator, 8);
        var usual = endOffset - Zip64LocatorLength - Zip64EndLength;
        foreach (var offset in new[] { said, usual })
        {
            if (offset < 0 || offset > usual)
                continue;
            var end = Read(offset, Zip64EndLength, "the zip64 end record");
            if (U32(end, 0) == Zip64EndMark)
                return (U64(end, 48), U64(end, 40), U64(end, 32), offset);
        }

        throw Damaged(endOffset - Zip64LocatorLength, "needs a zip64 end record where its locator says, found none");
    }

    private byte[] Read(long offset, long length, string what)
    {
        if (length > Array.MaxLength)
            throw Damaged(offset, $"needs at most {Array.MaxLength} bytes for {what}, found {length}");
        var bytes = new byte[length];
        var done = 0;
        while (done < bytes.Length)
        {
            var came = RandomAccess.Read(_file, bytes.AsSpan(done), offset + done);
            if (came == 0)
                throw Damaged(offset, $"needs {length} bytes for {what}, found {done}");
            done += came;
        }

        return bytes;
    }

    private InvalidDataException Damaged(long offset, string message) => new($"'{_path}': {message} (offset {offset}).");
}
