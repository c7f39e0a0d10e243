using System.IO.Enumeration;

namespace TorchSharp.Siamese.Data.Sources;

/// <summary>One thing in a folder, with what tells its versions apart.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsFolder">Whether it is a folder, or a link to one.</param>
/// <param name="IsLink">Whether it is a link.</param>
/// <param name="Size">Bytes; of the link itself, where it is one.</param>
/// <param name="Stamp">Time of its last change, likewise.</param>
internal readonly record struct FolderEntry(string Name, bool IsFolder, bool IsLink, long Size, long Stamp)
{
    private static readonly EnumerationOptions All = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    /// <exception cref="IOException">The folder cannot be read to its end.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be read.</exception>
    internal static List<FolderEntry> Of(string folder) => [.. new FileSystemEnumerable<FolderEntry>(folder, From, All)];

    private static FolderEntry From(ref FileSystemEntry entry) => new(
        entry.FileName.ToString(), entry.IsDirectory, (entry.Attributes & FileAttributes.ReparsePoint) != 0,
        entry.IsDirectory ? 0 : entry.Length, entry.LastWriteTimeUtc.UtcTicks);
}
