using System.IO.Compression;
using System.Text;

namespace TorchSharp.Siamese.Data.Tests.Sources;

/// <summary>Zip archives for tests, written by .NET's own writer.</summary>
internal static class ZipFiles
{
    /// <summary>Each entry holds its own name; one that ends in a slash is a folder.</summary>
    public static byte[] Of(params string[] names) => Of(CompressionLevel.NoCompression, names);

    public static byte[] Of(CompressionLevel level, params string[] names) =>
        Of(level, [.. names.Select(name => (name, name.EndsWith('/') ? [] : Encoding.UTF8.GetBytes(name)))]);

    public static byte[] Of(CompressionLevel level, params (string Name, byte[] Content)[] entries)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var entry = archive.CreateEntry(name, level).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }

    /// <summary>Where a text stands in an archive, last of all places.</summary>
    public static int LastOf(byte[] archive, string text) => archive.AsSpan().LastIndexOf(Encoding.UTF8.GetBytes(text));
}
