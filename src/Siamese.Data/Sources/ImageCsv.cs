using System.Text;
using TorchSharp.Siamese.Data.Labels;

namespace TorchSharp.Siamese.Data.Sources;

/// <summary>The images that a table (CSV, TSV) names, with its labels: one class, levels of classes, or several labels an image.</summary>
/// <remarks>
/// Rows keep their order. A file that comes twice counts once, so that no image is ever its own positive; with different
/// labels it is an error. Only the table is read; of the images, names, sizes and times are looked up. Thread-safe.
/// </remarks>
public sealed class ImageCsv : IImageFiles
{
    private readonly FileTable _files;
    private readonly byte[] _root;
    private readonly int[] _labels;

    private ImageCsv(string path, string root, List<CsvListing.Item> items, CsvLabels labels, ImageCsvOptions options, SourceReportBuilder report)
    {
        TablePath = path;
        Root = root;
        _root = Encoding.UTF8.GetBytes(root);
        _labels = labels.Labels;
        using var table = new FileTable.Builder();
        for (var i = 0; i < items.Count; i++)
        {
            var slash = items[i].Path.LastIndexOf('/');
            table.Folder(slash < 0 ? string.Empty : items[i].Path[..Math.Max(slash, 1)]);
            table.File(items[i].Path[(slash + 1)..], _labels[i], items[i].Size, items[i].Stamp);
        }

        _files = table.Build(labels.ClassNames, out var fingerprint);
        Labels = Array.AsReadOnly(_labels);
        ClassNames = Array.AsReadOnly(labels.ClassNames);
        LabelTexts = [.. items.Select(item =>
            Array.AsReadOnly(options.LabelSeparator is { } separator ? CsvLabels.ListOf(item.Labels[0], separator) : item.Labels))];
        Relation = CsvLabels.Relation(items, _labels, options);
        Report = report.Build(_labels.Length, labels.ClassNames.Length);
        Fingerprint = fingerprint;
    }

    /// <summary>The table, as a full path.</summary>
    public string TablePath { get; }

    /// <summary>Where relative paths begin, as a full path.</summary>
    public string Root { get; }

    /// <inheritdoc/>
    public int Count => _labels.Length;

    /// <inheritdoc/>
    public IReadOnlyList<int> Labels { get; }

    /// <summary>
    /// The classes in the order of their numbers. Those of several label columns are called by all of them, parted by slashes;
    /// lists of labels that have the same members are one class.
    /// </summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>For each image its labels: of each label column, or the members of its list.</summary>
    public IReadOnlyList<IReadOnlyList<string>> LabelTexts { get; }

    /// <summary>
    /// Who belongs with whom: by class for one label column; for several a <see cref="HierarchyRelation"/> of all columns over
    /// all but the last; for lists an <see cref="OverlapRelation"/>, with positives that have all labels in common and
    /// negatives that have none.
    /// </summary>
    public ILabelRelation Relation { get; }

    /// <inheritdoc/>
    public SourceReport Report { get; }

    /// <summary>A short text that changes with the paths in the table, their files' sizes and times, classes and order.</summary>
    public string Fingerprint { get; }

    /// <summary>Reads a table.</summary>
    /// <param name="path">The table, UTF-8 or with a byte-order mark.</param>
    /// <param name="options">Columns and what they mean; by default a header with <c>path</c> and <c>label</c>.</param>
    /// <param name="progress">Told how many rows were seen, every thousand or so.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    /// <exception cref="ArgumentException"><paramref name="options"/>: values that do not go together, or classes that the table lacks.</exception>
    /// <exception cref="FileNotFoundException">There is no such table.</exception>
    /// <exception cref="MissingFilesException">Files that it names are not there, and that is not allowed.</exception>
    /// <exception cref="InvalidDataException">
    /// Columns are missing, a row has another number of fields, no path or no label, a quote does not close, a file has two
    /// different labels, or no image is left. The message has path and line.
    /// </exception>
    public static Task<ImageCsv> OpenAsync(
        string path, ImageCsvOptions? options = null, IProgress<ListProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new ImageCsvOptions();
        Check(options);
        return Task.Run(() => Open(Path.GetFullPath(path), options, progress, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public string NameOf(int index)
    {
        SourceCheck.Index(index, _labels.Length);
        return Path.GetFullPath(Path.Combine(Root, _files.NameOf(index)));
    }

    /// <inheritdoc/>
    public ImageBytes ReadBytes(int index)
    {
        SourceCheck.Index(index, _labels.Length);
        return _files.TryRead(index, _root) ?? FileReader.Read(NameOf(index));
    }

    private static void Check(ImageCsvOptions options)
    {
        if (options.Delimiter is '"' or '\r' or '\n')
            throw new ArgumentException("Needs a Delimiter that is no quote and no line break.", nameof(options));
        if (options.LabelSeparator is not null && options.LabelColumns is { Count: not 1 })
            throw new ArgumentException($"Needs one of the LabelColumns where there is a LabelSeparator, got {options.LabelColumns.Count}.", nameof(options));
        if (options.ClassNames is { Count: 0 })
            throw new ArgumentException("Needs at least one of the ClassNames, or null for all classes, got an empty list.", nameof(options));
        if (options.ClassNames is { } names && names.Distinct(StringComparer.Ordinal).Count() < names.Count)
            throw new ArgumentException("Needs each of the ClassNames once, got one of them twice.", nameof(options));
        if (!Enum.IsDefined(options.MissingFiles))
            throw new ArgumentException($"Needs MissingFiles to be Throw or LeaveOut, got {options.MissingFiles}.", nameof(options));
    }

    private static ImageCsv Open(
        string path, ImageCsvOptions options, IProgress<ListProgress>? progress, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"Needs a table at '{path}', found {(Directory.Exists(path) ? "a folder" : "nothing")}.", path);
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Root ?? Path.GetDirectoryName(path)!));
        var report = new SourceReportBuilder(path);
        var meter = new ListMeter(path, null, progress, cancellationToken);
        var rows = new CsvListing(path, root, options, report, meter).List(File.ReadAllText(path));
        var (labels, items) = CsvLabels.Of(rows, options, report);
        meter.Pause();
        if (items.Count > 0)
            return new ImageCsv(path, root, items, labels, options, report);
        var leftOut = report.Build(0, 0).LeftOutSummary();
        throw new InvalidDataException($"'{path}': needs rows of images, found none{(leftOut.Length == 0 ? "." : $"; {leftOut}.")}");
    }
}
