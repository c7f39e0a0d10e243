using System.Runtime.InteropServices;
using System.Text;

namespace TorchSharp.Siamese.Data.Sources;

/// <summary>Whole files into pooled memory. On Linux without a string, a handle or anything else left for the collector.</summary>
internal static unsafe partial class FileReader
{
    private const int OpenFlags = 0x80000 | 0x800;    // O_RDONLY, O_CLOEXEC, and O_NONBLOCK: a pipe without a writer must not hang us
    private const int FromStart = 0;
    private const int FromEnd = 2;

    /// <summary>Whether <see cref="TryRead"/> can be used here.</summary>
    internal static bool IsDirect { get; } =
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64;

    /// <summary>The bytes of a file; null where anything is unusual, so that <see cref="Read"/> may find out what.</summary>
    /// <param name="path">UTF-8, closed by a zero.</param>
    /// <exception cref="IOException">It is a pipe or the like, which a plain read would wait for.</exception>
    internal static ImageBytes? TryRead(ReadOnlySpan<byte> path)
    {
        int file;
        fixed (byte* start = path)
            file = Open(start, OpenFlags);
        if (file < 0)
            return null;
        try
        {
            var length = Seek(file, 0, FromEnd);
            if (length < 0)
                throw new IOException($"'{Encoding.UTF8.GetString(path.TrimEnd((byte)0))}': needs a file, got a pipe or a device.");
            if (length > Array.MaxLength || Seek(file, 0, FromStart) != 0)
                return null;
            var bytes = ImageBytes.Rent((int)length);
            if (Fill(file, bytes.Writable))
                return bytes;
            bytes.Dispose();
            return null;
        }
        finally
        {
            _ = Close(file);
        }
    }

    /// <summary>The bytes of a file.</summary>
    /// <exception cref="IOException">It is not there, not a file, too large, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    internal static ImageBytes Read(string path)
    {
        using var file = File.OpenHandle(path);
        var length = RandomAccess.GetLength(file);
        if (length > Array.MaxLength)
            throw new IOException($"'{path}': needs a file of at most {Array.MaxLength} bytes, got {length}.");
        var bytes = ImageBytes.Rent((int)length);
        var done = 0;
        while (done < bytes.Length)
        {
            var came = RandomAccess.Read(file, bytes.Writable[done..], done);
            if (came == 0)
            {
                bytes.Dispose();
                throw new IOException($"'{path}': needs {length} bytes, came {done}; the file became shorter meanwhile.");
            }

            done += came;
        }

        return bytes;
    }

    private static bool Fill(int file, Span<byte> target)
    {
        fixed (byte* start = target)
        {
            nint done = 0;
            while (done < target.Length)
            {
                var came = ReadSome(file, start + done, target.Length - done);
                if (came <= 0)
                    return false;
                done += came;
            }
        }

        return true;
    }

    [LibraryImport("libc", EntryPoint = "open")]
    private static partial int Open(byte* path, int flags);

    [LibraryImport("libc", EntryPoint = "lseek64")]
    private static partial long Seek(int file, long offset, int origin);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint ReadSome(int file, byte* target, nint length);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}
