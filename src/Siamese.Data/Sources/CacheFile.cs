using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace TorchSharp.Siamese.Data.Sources;

/// <summary>Opens the file of a cache, or makes it, and maps it into memory.</summary>
internal static class CacheFile
{
    /// <summary>Maps the file of a layout.</summary>
    /// <param name="path">The file.</param>
    /// <param name="layout">What it must be.</param>
    /// <param name="startedOver">Why a file that was there was not used; null where it was, or there was none.</param>
    /// <exception cref="IOException">There is a folder or a device, or a file that is no cache and would be lost.</exception>
    public static SafeBuffer Open(string path, CacheLayout layout, out string? startedOver)
    {
        if (Directory.Exists(path))
            throw new IOException($"Needs a file for the cache at '{path}', found a folder.");
        if (new FileInfo(path).LinkTarget is not null)
            path = File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;      // so that the link stays
        startedOver = File.Exists(path) ? WhyNot(path, layout) : null;
        if (startedOver is not null || !File.Exists(path))
            Create(path, layout);
        using var file = MemoryMappedFile.CreateFromFile(
            new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete), null, layout.Length,
            MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false);
        return file.CreateViewAccessor(0, layout.Length, MemoryMappedFileAccess.ReadWrite).SafeMemoryMappedViewHandle;
    }

    private static string? WhyNot(string path, CacheLayout layout)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (file.Length != layout.Length)
        {
            if (!IsCache(file))
                throw new IOException($"Needs a cache or no file at '{path}', found something else in {file.Length} bytes, which would be lost.");
            return $"'{path}' has {file.Length} bytes, where a cache of these images has {layout.Length}.";
        }
        var header = new byte[layout.Header.Length];
        file.ReadExactly(header);
        return layout.Header.SequenceEqual(header)
            ? null
            : $"'{path}' is of other images or options, or its header is damaged.";
    }

    // As far as it goes: a file that is cut off anywhere is one still.
    private static bool IsCache(FileStream file)
    {
        Span<byte> start = stackalloc byte[CacheLayout.Magic.Length];
        start = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        return CacheLayout.Magic.StartsWith(start) && !(start.IsEmpty && IsDevice(file.Name));
    }

    // What has no length of its own; the superuser could replace it, for all programs of the machine.
    private static bool IsDevice(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            file.SetLength(0);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    // Complete, under another name, and only then in its place: other processes see the old file or the new one, and those that
    // have the old one open keep it.
    private static void Create(string path, CacheLayout layout)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        var temporary = Path.Join(folder, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}");
        try
        {
            using (var file = new FileStream(temporary, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                PreallocationSize = layout.Length,      // so that a full disk is an error here, and not a crash at some write to the mapping
            }))
            {
                file.SetLength(layout.Length);
                file.Write(layout.Header);
                file.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
