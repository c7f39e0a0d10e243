using TorchSharp.Siamese.Data.Sources;

namespace TorchSharp.Siamese.Examples.ImageFolder;

/// <summary>Reads images by the names that listings gave them, those inside zip archives included. Holds the archives open until disposed.</summary>
internal sealed class PictureFiles : IDisposable
{
    private const char Inside = '!';      // between an archive and a path in it

    private readonly Dictionary<string, Archive?> _archives = new(StringComparer.Ordinal);

    /// <summary>The bytes of an image file; null where there is none any more.</summary>
    /// <param name="name">A path, or that of an archive, a mark and a path in it.</param>
    public byte[]? Read(string name)
    {
        try
        {
            if (File.Exists(name))
                return File.ReadAllBytes(name);
            // A folder may have the mark in its own name: the first archive on the way is meant.
            for (var at = name.IndexOf(Inside, StringComparison.Ordinal); at >= 0; at = name.IndexOf(Inside, at + 1))
            {
                if (Open(name[..at]) is { } archive)
                    return archive.Read(name);
            }
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        foreach (var archive in _archives.Values)
            archive?.Dispose();
    }

    private Archive? Open(string path)
    {
        if (!_archives.TryGetValue(path, out var archive))
            _archives.Add(path, archive = File.Exists(path) ? Archive.Of(path) : null);
        return archive;
    }

    private sealed class Archive(ImageArchive images) : IDisposable
    {
        private readonly Dictionary<string, int> _indices = Enumerable.Range(0, images.Count).ToDictionary(images.NameOf);

        public static Archive? Of(string path)
        {
            try
            {
                return new Archive(ImageArchive.OpenAsync(path, new ImageArchiveOptions { ClassFolders = ClassFolders.None, Endings = ImageEndings.All }).GetAwaiter().GetResult());
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                return null;
            }
        }

        public byte[]? Read(string name)
        {
            if (!_indices.TryGetValue(name, out var index))
                return null;
            using var bytes = images.ReadBytes(index);
            return bytes.Span.ToArray();
        }

        public void Dispose() => images.Dispose();
    }
}
