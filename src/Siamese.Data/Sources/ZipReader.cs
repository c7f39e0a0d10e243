using System.Buffers.Binary;
using System.IO.Compression;
using Microsoft.Win32.SafeHandles;

namespace TorchSharp.Siamese.Data.Sources;

/// <summary>Reads entries of a zip archive at their places; any number of threads on one handle.</summary>
internal static class ZipReader
{
    internal const int HeaderLength = 30;

    private const uint Mark = 0x04034b50;
    private const int UsualNameAndExtra = 226;      // with the header 256 bytes: one read is enough for nearly all entries
    private const long MostPerPackedByte = 1032;    // no deflated data grows more
    private const long LargestEntry = 2_147_000_000;

    /// <summary>What is wrong with the sizes of an entry; null where they can be.</summary>
    internal static string? ImpossibleSize(ZipEntry entry) => entry switch
    {
        _ when entry.Size > LargestEntry || entry.Packed > LargestEntry => $"{Math.Max(entry.Size, entry.Packed)} bytes, at most {LargestEntry} are read",
        { Method: ZipEntry.Stored } when entry.Size != entry.Packed => $"stored, but {entry.Packed} bytes are to become {entry.Size}",
        { Method: ZipEntry.Deflated } when entry.Size > (entry.Packed * MostPerPackedByte) + 64 =>
            $"{entry.Packed} packed bytes are to become {entry.Size}, more than they can",
        _ => null,
    };

    /// <summary>The unpacked bytes, compared with their checksum.</summary>
    /// <param name="file">The archive.</param>
    /// <param name="entry">What the directory says; its name has no effect.</param>
    /// <param name="files">Who names the entry in messages.</param>
    /// <param name="index">Its number there.</param>
    /// <exception cref="InvalidDataException">The entry is damaged.</exception>
    internal static ImageBytes Read(SafeFileHandle file, ZipEntry entry, IImageFiles files, int index)
    {
        var packed = ReadPacked(file, entry, files, index);
        var bytes = packed;
        try
        {
            if (entry.Method == ZipEntry.Deflated)
                bytes = Inflate(packed, entry, files, index);
            var crc = Crc32.Of(bytes.Span);
            return crc == entry.Crc ? bytes : throw Damaged(files, index, entry, $"needs checksum {entry.Crc:X8}, came {crc:X8}");
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
        finally
        {
            if (bytes != packed)
                packed.Dispose();
        }
    }

    private static ImageBytes ReadPacked(SafeFileHandle file, ZipEntry entry, IImageFiles files, int index)
    {
        var bytes = ImageBytes.Rent(HeaderLength + UsualNameAndExtra + (int)entry.Packed);
        var came = Fill(file, bytes.Writable, entry.Offset);
        var head = bytes.Writable;
        if (came < HeaderLength || BinaryPrimitives.ReadUInt32LittleEndian(head) != Mark)
        {
            bytes.Dispose();
            throw Damaged(files, index, entry, "needs the header of an entry, found something else");
        }

        var start = HeaderLength + BinaryPrimitives.ReadUInt16LittleEndian(head[26..]) + BinaryPrimitives.ReadUInt16LittleEndian(head[28..]);
        if (start + (int)entry.Packed > came && start > HeaderLength + UsualNameAndExtra)
        {
            bytes.Dispose();
            bytes = ImageBytes.Rent((int)entry.Packed);
            came = Fill(file, bytes.Writable, entry.Offset + start);
            start = 0;
        }

        if (start + (int)entry.Packed <= came)
            return bytes.Narrow(start, (int)entry.Packed);
        bytes.Dispose();
        throw Damaged(files, index, entry, $"needs {entry.Packed} packed bytes, came {Math.Max(0, came - start)}");
    }

    private static int Fill(SafeFileHandle file, Span<byte> target, long offset)
    {
        var done = 0;
        while (done < target.Length)
        {
            var came = RandomAccess.Read(file, target[done..], offset + done);
            if (came == 0)
                break;
            done += came;
        }

        return done;
    }

    private static ImageBytes Inflate(ImageBytes packed, ZipEntry entry, IImageFiles files, int index)
    {
        var bytes = ImageBytes.Rent((int)entry.Size);
        string came;
        try
        {
            using var source = packed.AsStream();
            using var stream = new DeflateStream(source, CompressionMode.Decompress);
            var length = stream.ReadAtLeast(bytes.Writable, bytes.Length, throwOnEndOfStream: false);
            if (length == bytes.Length && stream.ReadByte() < 0)
                return bytes;
            came = length < bytes.Length ? $"{length}" : "more";
        }
        catch (InvalidDataException)
        {
            came = "data that cannot be unpacked";
        }

        bytes.Dispose();
        throw Damaged(files, index, entry, $"needs {entry.Size} bytes once unpacked, came {came}");
    }

    private static InvalidDataException Damaged(IImageFiles files, int index, ZipEntry entry, string message) =>
        new($"'{files.NameOf(index)}': {message} (offset {entry.Offset}).");
}
