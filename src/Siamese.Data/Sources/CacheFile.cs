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
    public static SafeBuffer Open(string path, CacheLayout layout, out string? startedOver)
    {
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
            return $"'{path}' has {file.Length} bytes, where a cache of these images has {layout.Length}.";
        var header = new byte[layout.Header.Length];
        file.ReadExactly(header);
        return layout.Header.SequenceEqual(header)
            ? null
            : $"'{path}' is of other images or options, or its header is damaged.";
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
