using TorchSharp.Siamese.Data.Labels;

namespace TorchSharp.Siamese.Data.Sources;

/// <summary>Image files named one by one, without classes, in the order given; the same file may come twice.</summary>
/// <remarks>Nothing is opened until it is read. Thread-safe.</remarks>
public sealed class ImageFileList : IImageFiles
{
    private readonly string[] _paths;

    private ImageFileList(string[] paths)
    {
        _paths = paths;
        Labels = Array.AsReadOnly(new int[paths.Length]);
        Report = new SourceReportBuilder(paths.Length == 1 ? paths[0] : $"{paths.Length} files").Build(paths.Length, 0);
        Fingerprint = $"{paths.Length} files, {ContentHash.Of([.. paths.Select(Stamp)])}";
    }

    /// <inheritdoc/>
    public int Count => _paths.Length;

    /// <inheritdoc/>
    public IReadOnlyList<int> Labels { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames => [];

    /// <inheritdoc/>
    public SourceReport Report { get; }

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <summary>Takes a list of files.</summary>
    /// <param name="paths">The files, at least one; relative paths begin at the current folder.</param>
    /// <exception cref="ArgumentException">There is no path, or an empty one.</exception>
    /// <exception cref="FileNotFoundException">One is not there, or is a folder.</exception>
    public static ImageFileList Of(params IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        if (paths.Count == 0 || paths.Any(string.IsNullOrEmpty))
            throw new ArgumentException($"Needs at least 1 path and none that is empty, got [{string.Join(", ", paths)}].", nameof(paths));
        string[] full = [.. paths.Select(Path.GetFullPath)];
        var missing = Array.Find(full, path => !File.Exists(path));
        return missing is null
            ? new ImageFileList(full)
            : throw new FileNotFoundException($"Needs an image at '{missing}', found {(Directory.Exists(missing) ? "a folder" : "nothing")}.", missing);
    }

    /// <inheritdoc/>
    public string NameOf(int index)
    {
        SourceCheck.Index(index, _paths.Length);
        return _paths[index];
    }

    /// <inheritdoc/>
    public ImageBytes ReadBytes(int index) => FileReader.Read(NameOf(index));

    private static string Stamp(string path)
    {
        var file = new FileInfo(path);
        return FormattableString.Invariant($"{path} {file.Length} {file.LastWriteTimeUtc.Ticks}");
    }
}
