using System.Text;

namespace TorchSharp.Siamese.Data.Sources;

/// <summary>The images in a folder, where each folder directly in it is a class: the layout of Keras and torchvision.</summary>
/// <remarks>
/// <para>Files, classes and their order are those of <c>keras.utils.image_dataset_from_directory</c>: classes by code point,
/// without those whose names begin with a dot; in a class, at any depth, folder by folder in the order of their whole paths,
/// and by name in each. Two things are better than an endless or late failure: a link that leads back to where it lies is not
/// followed, and a link to nothing is not listed. The report names both.</para>
/// <para>Nothing is opened but folders. Each image takes its name and 12 bytes. Thread-safe.</para>
/// </remarks>
public sealed class ImageFolder : IImageFiles
{
    private readonly FileTable _files;
    private readonly byte[] _root;
    private readonly int[] _labels;

    private ImageFolder(string root, FileTable.Builder files, string[] classNames, SourceReportBuilder report)
    {
        Folder = root;
        _root = Encoding.UTF8.GetBytes(root);
        _files = files.Build(classNames, out var fingerprint);
        _labels = [.. files.Labels];
        Labels = Array.AsReadOnly(_labels);
        ClassNames = Array.AsReadOnly(classNames);
        Report = report.Build(_labels.Length, classNames.Length);
        Fingerprint = fingerprint;
    }

    /// <summary>The folder, as a full path.</summary>
    public string Folder { get; }

    /// <inheritdoc/>
    public int Count => _labels.Length;

    /// <inheritdoc/>
    public IReadOnlyList<int> Labels { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames { get; }

    /// <inheritdoc/>
    public SourceReport Report { get; }

    /// <summary>
    /// A short text that changes with the names of images below the folder, their sizes, times of change, classes and order;
    /// not with where the folder lies.
    /// </summary>
    public string Fingerprint { get; }

    /// <summary>Lists a folder.</summary>
    /// <param name="folder">The folder that holds the class folders.</param>
    /// <param name="options">What to list; by default every class, and the endings of Keras.</param>
    /// <param name="progress">Told how many files were seen, every thousand or so.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    /// <exception cref="ArgumentException">
    /// <paramref name="options"/>: no endings; class names that are none, twice the same, not class folders, or given without classes.
    /// </exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be read; one inside it only shows in the report.</exception>
    /// <exception cref="InvalidDataException">There is no image in it; the message says what there was.</exception>
    public static Task<ImageFolder> OpenAsync(
        string folder, ImageFolderOptions? options = null, IProgress<ListProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        options ??= new ImageFolderOptions();
        ClassNamesCheck.Options(options.ClassNames, options.ClassFolders, options.Endings);
        return Task.Run(() => Open(folder, options, progress, cancellationToken), cancellationToken);
    }

    /// <summary>The path of an image from the folder.</summary>
    internal string EntryOf(int index) => _files.NameOf(index);

    /// <summary>As <see cref="OpenAsync"/>, on this thread.</summary>
    internal static ImageFolder Open(
        string folder, ImageFolderOptions options, IProgress<ListProgress>? progress, CancellationToken cancellationToken)
    {
        ClassNamesCheck.Options(options.ClassNames, options.ClassFolders, options.Endings);
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"Needs a folder of images at '{folder}', found {(File.Exists(folder) ? "a file" : "nothing")}.");
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var report = new SourceReportBuilder(root);
        var meter = new ListMeter(root, null, progress, cancellationToken);
        var walk = new FolderWalk(root, options.Endings, options.FollowLinks, report, meter);
        using var files = new FileTable.Builder();
        string[] classNames = List(walk, root, options, report, files);
        meter.Pause();
        if (files.Count == 0)
            throw NoImages(root, options, report.Build(0, classNames.Length));
        return new ImageFolder(root, files, classNames, report);
    }

    /// <inheritdoc/>
    public string NameOf(int index)
    {
        SourceCheck.Index(index, _labels.Length);
        return Path.Join(Folder, _files.NameOf(index));
    }

    /// <inheritdoc/>
    public ImageBytes ReadBytes(int index)
    {
        SourceCheck.Index(index, _labels.Length);
        return _files.TryRead(index, _root) ?? FileReader.Read(NameOf(index));
    }

    private static string[] List(
        FolderWalk walk, string root, ImageFolderOptions options, SourceReportBuilder report, FileTable.Builder files)
    {
        if (options.ClassFolders == ClassFolders.None)
        {
            walk.Add(string.Empty, files, _ => 0);
            return [];
        }

        var top = Classes(root, options, report);
        if (options.ClassFolders == ClassFolders.Top)
        {
            for (var label = 0; label < top.Length; label++)
                walk.Add(top[label], files, _ => label);
            return top;
        }

        var names = new List<string>();
        foreach (var folder in top)
        {
            walk.Add(folder, files, path =>
            {
                names.Add(path);
                return names.Count - 1;
            });
        }

        return [.. names];
    }

    private static string[] Classes(string root, ImageFolderOptions options, SourceReportBuilder report)
    {
        var names = new List<string>();
        foreach (var entry in FolderEntry.Of(root).OrderBy(entry => entry.Name, CodePointOrder.Instance))
        {
            if (!entry.IsFolder)
            {
                var isImage = ImageEndings.Fit(entry.Name, options.Endings);
                report.LeaveOut(Path.Join(root, entry.Name), isImage ? LeftOutReason.OutsideClassFolders : LeftOutReason.OtherEnding);
            }
            else if (entry.Name.StartsWith('.'))
            {
                report.LeaveOut(Path.Join(root, entry.Name), LeftOutReason.HiddenFolder);
            }
            else
            {
                names.Add(entry.Name);
            }
        }

        return ClassNamesCheck.Choose(names, options.ClassNames, root, report);
    }

    private static InvalidDataException NoImages(string root, ImageFolderOptions options, SourceReport report)
    {
        var where = options.ClassFolders == ClassFolders.Top ? $"in the {report.Classes} class folders of '{root}'" : $"in '{root}'";
        var leftOut = report.LeftOutCount == 0 ? string.Empty : $"; {report.LeftOutSummary()}";
        return new InvalidDataException($"Needs images ({string.Join(", ", options.Endings)}) {where}, found none{leftOut}.");
    }
}
