using TorchSharp.Siamese.Data.Labels;

namespace TorchSharp.Siamese.Data.Sources;

/// <summary>Omniglot: handwritten characters of 50 alphabets, each drawn once by 20 people; from a zip or a folder.</summary>
/// <remarks>
/// <para>Images are numbered by alphabet, character and drawing, in ordinal order; the classes are the characters. In the files
/// paper is white, ink black, 105 x 105 pixels. Source: Lake, Salakhutdinov and Tenenbaum, Science 350 (2015), MIT licence.</para>
/// <para>Thread-safe. Holds a zip open until disposed.</para>
/// </remarks>
public sealed class Omniglot : IImageFiles, IDisposable
{
    private const int Shown = 20;

    private readonly IImageFiles _files;
    private readonly int[] _order;

    private Omniglot(IImageFiles files, List<OmniglotDrawing> drawings, OmniglotSet set, SourceReportBuilder report)
    {
        _files = files;
        Set = set;
        _order = [.. drawings.Select(drawing => drawing.File)];
        string[] alphabetNames = [.. drawings.Select(drawing => drawing.Alphabet).Distinct()];
        string[] classNames = [.. drawings.Select(drawing => $"{drawing.Alphabet}/{drawing.Character}").Distinct()];
        var (alphabets, labels) = (new int[_order.Length], new int[_order.Length]);
        for (int i = 1, alphabet = 0, label = 0; i < _order.Length; i++)
        {
            alphabet += drawings[i].Alphabet == drawings[i - 1].Alphabet ? 0 : 1;
            label += drawings[i].Alphabet == drawings[i - 1].Alphabet && drawings[i].Character == drawings[i - 1].Character ? 0 : 1;
            (alphabets[i], labels[i]) = (alphabet, label);
        }

        (AlphabetNames, ClassNames) = (Array.AsReadOnly(alphabetNames), Array.AsReadOnly(classNames));
        (Alphabets, Labels) = (Array.AsReadOnly(alphabets), Array.AsReadOnly(labels));
        Drawers = Array.AsReadOnly([.. drawings.Select(drawing => drawing.Drawer)]);
        Relation = new HierarchyRelation(ClassIndex.From(labels), ClassIndex.From(alphabets));
        ByDrawer = ClassIndex.From(Drawers);
        Report = report.Build(_order.Length, classNames.Length);
        Fingerprint = $"Omniglot {set}, {files.Fingerprint}";
    }

    /// <summary>Which part of Omniglot this is.</summary>
    public OmniglotSet Set { get; }

    /// <inheritdoc/>
    public int Count => _order.Length;

    /// <summary>The character of each image, a position in <see cref="ClassNames"/>.</summary>
    public IReadOnlyList<int> Labels { get; }

    /// <summary>The characters as <c>ALPHABET/characterNN</c>, in ordinal order of the two.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The alphabet of each image, a position in <see cref="AlphabetNames"/>.</summary>
    public IReadOnlyList<int> Alphabets { get; }

    /// <summary>The alphabets in ordinal order.</summary>
    public IReadOnlyList<string> AlphabetNames { get; }

    /// <summary>Who drew each image, 1 to 20. Each person drew all characters of one alphabet; the same number in another alphabet may be another person.</summary>
    public IReadOnlyList<int> Drawers { get; }

    /// <summary>Characters over alphabets: another character of the same alphabet is a hard negative.</summary>
    public HierarchyRelation Relation { get; }

    /// <summary>Images by character.</summary>
    public ClassIndex ByCharacter => Relation.Classes;

    /// <summary>Images by alphabet, for splits that hold out whole alphabets.</summary>
    public ClassIndex ByAlphabet => Relation.Groups;

    /// <summary>Images by drawer, for splits that hold out whole drawers.</summary>
    public ClassIndex ByDrawer { get; }

    /// <inheritdoc/>
    public SourceReport Report { get; }

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <summary>Lists a part of Omniglot.</summary>
    /// <param name="path">
    /// An archive such as <c>images_background.zip</c>, the folder unpacked from it, or a folder that holds one of the two.
    /// </param>
    /// <param name="options">Which part, and whether it must be whole.</param>
    /// <param name="progress">Told how many files were seen, every thousand or so.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    /// <remarks>An archive with another sum than the published one is taken if its content is right; the report says so.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The set in <paramref name="options"/> is none.</exception>
    /// <exception cref="FileNotFoundException">There is nothing at <paramref name="path"/>.</exception>
    /// <exception cref="InvalidDataException">It is another set, or not whole; the message names the first 20 differences.</exception>
    public static async Task<Omniglot> OpenAsync(
        string path, OmniglotOptions? options = null, IProgress<ListProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new OmniglotOptions();
        var place = Find(Path.GetFullPath(path), OmniglotContent.FolderOf(options.Set ?? OmniglotSet.Background));
        if (!File.Exists(place))
        {
            var folder = await ImageFolder.OpenAsync(place, new() { ClassFolders = ClassFolders.None }, progress, cancellationToken).ConfigureAwait(false);
            return Make(folder, folder.EntryOf, place, options, md5: null);
        }

        var archive = await ImageArchive.OpenAsync(place, new() { ClassFolders = ClassFolders.None }, progress, cancellationToken).ConfigureAwait(false);
        try
        {
            return Make(archive, archive.EntryOf, place, options, await FileSum.Md5Async(place, cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            archive.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public string NameOf(int index) => _files.NameOf(Original(index));

    /// <inheritdoc/>
    public ImageBytes ReadBytes(int index) => _files.ReadBytes(Original(index));

    /// <summary>Closes the archive, where there is one.</summary>
    public void Dispose() => (_files as IDisposable)?.Dispose();

    private static string Find(string path, string name)
    {
        if (File.Exists(path))
            return path;
        if (!Directory.Exists(path))
            throw new FileNotFoundException($"Needs Omniglot, a zip or a folder, at '{path}', found nothing.", path);
        var inside = Path.Join(path, name);
        return Directory.Exists(inside) ? inside : File.Exists(inside + ".zip") ? inside + ".zip" : path;
    }

    private static Omniglot Make(IImageFiles files, Func<int, string> entryOf, string place, OmniglotOptions options, string? md5)
    {
        var report = new SourceReportBuilder(place);
        report.Include(files.Report);
        var drawings = new List<OmniglotDrawing>(files.Count);
        for (var i = 0; i < files.Count; i++)
        {
            if (OmniglotDrawing.Parse(Path.GetFileName(place) + "/" + entryOf(i), i) is { } drawing)
                drawings.Add(drawing);
            else
                report.LeaveOut(files.NameOf(i), LeftOutReason.NotAskedFor, OmniglotDrawing.Rule);
        }

        if (drawings.Count == 0)
            throw new InvalidDataException($"'{place}': needs images of Omniglot, found {files.Count} others; {OmniglotDrawing.Rule}.");
        drawings.Sort(OmniglotDrawing.Compare);
        var alphabets = drawings.Select(drawing => drawing.Alphabet).ToHashSet(StringComparer.Ordinal);
        var set = OmniglotContent.SetOf(alphabets);
        if (options.Set is { } wanted && wanted != set)
            throw new InvalidDataException($"'{place}': needs the set {wanted}, found alphabets of {set}: {string.Join(", ", alphabets.Order().Take(Shown))}.");
        Verify(set, drawings, place, options, report);
        if (md5 is not null && OmniglotContent.Md5Of(set) is { } published && md5 != published)
            report.Note($"The archive has MD5 {md5}, the published one {published}; taken for its content.");
        return new Omniglot(files, drawings, set, report);
    }

    private static void Verify(OmniglotSet set, List<OmniglotDrawing> drawings, string place, OmniglotOptions options, SourceReportBuilder report)
    {
        var counts = drawings.CountBy(drawing => (drawing.Alphabet, drawing.Character)).ToDictionary();
        var faults = OmniglotContent.Faults(set, counts);
        if (faults.Count == 0)
        {
            report.Note($"The set {set} is whole: {counts.Keys.Select(key => key.Alphabet).Distinct().Count()} alphabets, {counts.Count} characters, "
                + $"{OmniglotContent.Drawers} drawings of each.");
            return;
        }

        var text = string.Join("; ", faults.Take(Shown)) + (faults.Count > Shown ? $"; and {faults.Count - Shown} more" : string.Empty);
        if (options.RequireWhole)
            throw new InvalidDataException($"'{place}': needs the whole set {set} (RequireWhole = false takes what is there); {text}.");
        report.Note($"The set {set} is not whole: {text}.");
    }

    private int Original(int index)
    {
        SourceCheck.Index(index, _order.Length);
        return _order[index];
    }
}
