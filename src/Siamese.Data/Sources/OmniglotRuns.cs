using System.Text;

namespace TorchSharp.Siamese.Data.Sources;

/// <summary>The 20 fixed one-shot classification runs of Omniglot, from <c>all_runs.zip</c> or the folder unpacked from it.</summary>
/// <remarks>
/// <para>Images are numbered run after run, each time 20 training images and then 20 test images. A class is a character of a run;
/// its name is <c>run01/class01</c>. Source: Lake, Salakhutdinov and Tenenbaum, Science 350 (2015); two runs for each of 10
/// evaluation alphabets, 400 questions in all.</para>
/// <para>Thread-safe. Holds a zip open until disposed.</para>
/// </remarks>
public sealed class OmniglotRuns : IImageFiles, IDisposable
{
    /// <summary>Number of runs.</summary>
    public const int RunCount = 20;

    /// <summary>Characters of a run: so many training images, and so many test images.</summary>
    public const int CharactersPerRun = 20;

    private readonly IImageFiles _files;
    private readonly int[] _order;

    private OmniglotRuns(IImageFiles files, int[] order, OmniglotRun[] runs, SourceReportBuilder report)
    {
        (_files, _order) = (files, order);
        Runs = Array.AsReadOnly(runs);
        var labels = new int[order.Length];
        foreach (var run in runs)
        {
            for (var i = 0; i < CharactersPerRun; i++)
            {
                labels[run.Training[i]] = (run.Number - 1) * CharactersPerRun + i;
                labels[run.Test[i]] = (run.Number - 1) * CharactersPerRun + run.Answers[i];
            }
        }
        Labels = Array.AsReadOnly(labels);
        ClassNames = Array.AsReadOnly([.. runs.SelectMany(run => Enumerable.Range(1, CharactersPerRun).Select(c => $"run{run.Number:00}/class{c:00}"))]);
        Report = report.Build(order.Length, ClassNames.Count);
        Fingerprint = $"Omniglot runs, {files.Fingerprint}";
    }

    /// <summary>The runs, in order.</summary>
    public IReadOnlyList<OmniglotRun> Runs { get; }

    /// <inheritdoc/>
    public int Count => _order.Length;

    /// <inheritdoc/>
    public IReadOnlyList<int> Labels { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames { get; }

    /// <inheritdoc/>
    public SourceReport Report { get; }

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <summary>Lists the runs.</summary>
    /// <param name="path">The archive <c>all_runs.zip</c>, the folder unpacked from it, or a folder that holds one of the two.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    /// <exception cref="FileNotFoundException">There is nothing at <paramref name="path"/>.</exception>
    /// <exception cref="InvalidDataException">It does not hold 20 runs of 20 training and 20 test images with their answers; the message says what is amiss.</exception>
    public static async Task<OmniglotRuns> OpenAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var place = Find(Path.GetFullPath(path));
        string[] endings = [.. ImageEndings.Default, ".txt"];
        if (!File.Exists(place))
        {
            var folder = await ImageFolder.OpenAsync(place, new() { ClassFolders = ClassFolders.None, Endings = endings }, null, cancellationToken).ConfigureAwait(false);
            return Make(folder, folder.EntryOf, place);
        }
        var archive = await ImageArchive.OpenAsync(place, new() { ClassFolders = ClassFolders.None, Endings = endings }, null, cancellationToken).ConfigureAwait(false);
        try
        {
            return Make(archive, archive.EntryOf, place);
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

    private static string Find(string path)
    {
        if (File.Exists(path))
            return path;
        if (!Directory.Exists(path))
            throw new FileNotFoundException($"Needs Omniglot's runs, all_runs.zip or its folder, at '{path}', found nothing.", path);
        var inside = Path.Join(path, "all_runs");
        return Directory.Exists(inside) ? inside : File.Exists(inside + ".zip") ? inside + ".zip" : path;
    }

    private static OmniglotRuns Make(IImageFiles files, Func<int, string> entryOf, string place)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < files.Count; i++)
            numbers[Tail(entryOf(i))] = i;
        var order = new List<int>();
        var runs = new OmniglotRun[RunCount];
        for (var run = 1; run <= RunCount; run++)
        {
            var first = order.Count;
            string[] training = [.. Enumerable.Range(1, CharactersPerRun).Select(c => $"run{run:00}/training/class{c:00}.png")];
            string[] test = [.. Enumerable.Range(1, CharactersPerRun).Select(c => $"run{run:00}/test/item{c:00}.png")];
            order.AddRange(training.Concat(test).Select(name => Find(numbers, name, place)));
            var answers = Answers(files, Find(numbers, $"run{run:00}/class_labels.txt", place), training, test);
            runs[run - 1] = new OmniglotRun(
                run, [.. Enumerable.Range(first, CharactersPerRun)], [.. Enumerable.Range(first + CharactersPerRun, CharactersPerRun)], answers);
        }
        var report = new SourceReportBuilder(place);
        report.Note($"{RunCount} runs of {CharactersPerRun} characters, {RunCount * CharactersPerRun} questions.");
        return new OmniglotRuns(files, [.. order], runs, report);
    }

    // A folder above the runs, in an archive packed with one, makes no difference.
    private static string Tail(string entry)
    {
        var parts = entry.Split('/');
        var run = Array.FindLastIndex(parts, part => part.StartsWith("run", StringComparison.Ordinal));
        return run < 0 ? entry : string.Join('/', parts[run..]);
    }

    private static int Find(Dictionary<string, int> numbers, string name, string place) => numbers.TryGetValue(name, out var number)
        ? number
        : throw new InvalidDataException($"'{place}': needs {RunCount} runs of {CharactersPerRun} training and test images with class_labels.txt, '{name}' is missing.");

    /// <summary>Every line has the paths of a test image and of the training image of its character.</summary>
    private static int[] Answers(IImageFiles files, int table, string[] training, string[] test)
    {
        using var bytes = files.ReadBytes(table);
        var answers = new int[test.Length];
        Array.Fill(answers, -1);
        var number = 0;
        foreach (var line in Encoding.UTF8.GetString(bytes.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            number++;
            var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            var (item, answer) = words.Length == 2 ? (Array.IndexOf(test, words[0]), Array.IndexOf(training, words[1])) : (-1, -1);
            if (item < 0 || answer < 0 || answers[item] >= 0)
            {
                throw new InvalidDataException($"'{files.NameOf(table)}', line {number}: needs a test image that was not named before and a training image, "
                    + $"such as '{test[0]} {training[0]}', got '{line}'.");
            }
            answers[item] = answer;
        }
        var missing = Array.IndexOf(answers, -1);
        return missing < 0
            ? answers
            : throw new InvalidDataException($"'{files.NameOf(table)}': needs a line for each of {test.Length} test images, got none for '{test[missing]}'.");
    }

    private int Original(int index)
    {
        SourceCheck.Index(index, _order.Length);
        return _order[index];
    }
}
