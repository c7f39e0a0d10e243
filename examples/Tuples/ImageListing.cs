using TorchSharp.Siamese.Data.Labels;

namespace TorchSharp.Siamese.Examples.Tuples;

/// <summary>Lists a folder of class folders by Keras' rules: classes by name, in a class folder by folder, in a folder by name, all ordinal.</summary>
internal static class ImageListing
{
    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".bmp", ".gif", ".jpeg", ".jpg", ".pbm", ".pgm", ".png", ".pnm", ".ppm", ".tif", ".tiff", ".webp",
    };

    /// <param name="root">The folder.</param>
    /// <param name="levels">How many folder names make a class, 1 or more; what lies below belongs to it.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    /// <exception cref="InvalidDataException">No class folder holds an image.</exception>
    public static LabelledSamples List(string root, int levels, CancellationToken cancellationToken)
    {
        var (names, labels) = (new NameTable(), new List<string>());
        var (emptyFolders, otherFiles, above) = (0, 0, 0);
        foreach (var (label, folder) in ClassFolders(new DirectoryInfo(root), levels, string.Empty, CountAbove))
        {
            var before = names.Count;
            foreach (var inner in Subtree(folder).OrderBy(f => f.FullName, StringComparer.Ordinal))
            {
                cancellationToken.ThrowIfCancellationRequested();
                foreach (var file in inner.EnumerateFiles().OrderBy(f => f.Name, StringComparer.Ordinal))
                {
                    if (!Extensions.Contains(file.Extension))
                    {
                        otherFiles++;
                        continue;
                    }

                    names.Add(Path.GetRelativePath(root, file.FullName).Replace(Path.DirectorySeparatorChar, '/'));
                    labels.Add(label);
                }
            }

            emptyFolders += names.Count == before ? 1 : 0;
        }

        if (names.Count == 0)
        {
            var hint = above == 0 ? string.Empty : $" {above:#,0} images lie above the class folders, where they have no class.";
            throw new InvalidDataException(
                $"Needs images in class folders {levels} {(levels == 1 ? "level" : "levels")} below '{root}' ({string.Join(' ', Extensions.Order())}), found none.{hint}");
        }

        return new LabelledSamples(ClassIndex.From(labels), names, $"folder {root}{LeftOut()}");

        void CountAbove(DirectoryInfo folder) => above += folder.EnumerateFiles().Count(file => Extensions.Contains(file.Extension));

        string LeftOut()
        {
            var parts = new List<string>();
            if (above > 0)
                parts.Add($"{above:#,0} images above the class folders");
            if (otherFiles > 0)
                parts.Add($"{otherFiles:#,0} files that are no images");
            if (emptyFolders > 0)
                parts.Add($"{emptyFolders:#,0} class folders without images");
            return parts.Count == 0 ? string.Empty : $"; left out: {string.Join(", ", parts)}";
        }
    }

    private static IEnumerable<(string Label, DirectoryInfo Folder)> ClassFolders(
        DirectoryInfo folder, int levels, string prefix, Action<DirectoryInfo> passed)
    {
        passed(folder);
        foreach (var inner in folder.EnumerateDirectories().OrderBy(f => f.Name, StringComparer.Ordinal))
        {
            if (inner.Name.StartsWith('.'))
                continue;
            if (levels == 1)
            {
                yield return (prefix + inner.Name, inner);
                continue;
            }

            foreach (var found in ClassFolders(inner, levels - 1, $"{prefix}{inner.Name}/", passed))
                yield return found;
        }
    }

    /// <summary>A folder and all below it; folders that are links are not entered, so that there is no end of them.</summary>
    private static IEnumerable<DirectoryInfo> Subtree(DirectoryInfo folder)
        => folder.EnumerateDirectories().Where(inner => inner.LinkTarget is null).SelectMany(Subtree).Prepend(folder);
}
