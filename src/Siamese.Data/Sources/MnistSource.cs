namespace TorchSharp.Siamese.Data.Sources;

/// <summary>Opens MNIST and what is laid out like it (Fashion-MNIST, KMNIST) from a folder.</summary>
public static class MnistSource
{
    /// <summary>Reads images and labels of one split into memory.</summary>
    /// <param name="folder">
    /// Holds the files under their usual names, packed (<c>.gz</c>) or not; where both are there the unpacked one is read.
    /// </param>
    /// <param name="split">Which two of the four files.</param>
    /// <param name="options">Normalisation; by default 0..255 becomes 0..1.</param>
    /// <param name="progress">Told how far each file is.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The images, <c>[1, H, W]</c> each, with their labels.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">A file is missing; the message says which names were looked for.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or the counts disagree; the message has path and offset.</exception>
    public static async Task<InMemoryImages> OpenAsync(
        string folder, MnistSplit split, InMemoryImagesOptions? options = null,
        IProgress<FileProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var prefix = split switch
        {
            MnistSplit.Train => "train",
            MnistSplit.Test => "t10k",
            _ => throw new ArgumentOutOfRangeException(nameof(split), split, $"Needs Train or Test, got {split}."),
        };
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"Needs a folder with MNIST's files at '{folder}', found "
                + (File.Exists(folder) ? "a file." : "nothing."));

        var imagesPath = Find(folder, prefix, "images", 3);
        var labelsPath = Find(folder, prefix, "labels", 1);
        return await Task.Run(
            () =>
            {
                var labels = IdxArray.Read(labelsPath, progress, cancellationToken);
                var images = IdxArray.Read(imagesPath, progress, cancellationToken);
                return InMemoryImages.FromIdx(images, labels, options);
            },
            cancellationToken).ConfigureAwait(false);
    }

    private static string Find(string folder, string prefix, string what, int rank)
    {
        // Some archives name the unpacked files with a dot.
        var names = new[] { $"{prefix}-{what}-idx{rank}-ubyte", $"{prefix}-{what}.idx{rank}-ubyte" };
        var candidates = names.SelectMany(name => new[] { name, name + ".gz" }).ToArray();
        return candidates.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException($"Needs '{names[0]}' or '{names[0]}.gz' in '{folder}', found neither. "
                + "MnistDownload.EnsureAsync fetches the four files of MNIST.", Path.Combine(folder, names[0]));
    }
}
