using System.Globalization;
using TorchSharp.Siamese.Data.Sources;

namespace TorchSharp.Siamese.Data.Datasets;

/// <summary>The steps from options to datasets: check, list, label, split, plan.</summary>
internal sealed class DirectoryOpening
{
    private readonly TupletDirectoryOptions _options;
    private DirectoryImages? _images;
    private Func<int, string>? _entryOf;
    private int[] _labelValues = [];

    internal DirectoryOpening(TupletDirectoryOptions options, bool isBoth)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (isBoth && options.Subset is null or DirectorySubset.Both)
            options = options with { Subset = DirectorySubset.Both };
        else if (isBoth || options.Subset == DirectorySubset.Both)
            throw DirectoryCheck.Refused($"Needs the Subset {(isBoth ? "Both, or none," : "Training or Validation")} here, got {options.Subset}"
                + (isBoth ? "." : "; OpenBothAsync gives both."));
        // As in Keras: without labels there is nothing to show of them, and single images without labels need none.
        if (options.Labels == DirectoryLabels.None)
            options = options with { LabelMode = LabelMode.None };
        else if (options is { LabelMode: LabelMode.None, LearningSize: 1 })
            options = options with { Labels = DirectoryLabels.None };
        DirectoryCheck.Options(options);
        _options = options;
    }

    internal async Task ListAsync(string directory, IProgress<ListProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        var listing = new ImageFolderOptions
        {
            ClassFolders = _options.Labels == DirectoryLabels.Inferred ? ClassFolders.Top : ClassFolders.None,
            ClassNames = _options.ClassNames,
            FollowLinks = _options.FollowLinks,
            Endings = _options.Endings,
        };
        var folder = await ImageFolder.OpenAsync(directory, listing, progress, cancellationToken).ConfigureAwait(false);
        _entryOf = folder.EntryOf;
        await OpenAsync(_options.Labels.Values is { } values ? Labelled(folder, values) : folder, cancellationToken).ConfigureAwait(false);
    }

    internal async Task TakeAsync(IImageFiles files, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (_options.Labels.Values is not null || _options.ClassNames is not null)
            throw DirectoryCheck.Refused("Needs neither Labels nor ClassNames for files that have their own, got some; Relabel and Where change those of files.");
        if (files.ClassNames.Count == 0 && _options.LearningSize > 1)
            throw DirectoryCheck.Refused($"Needs files with classes to make tuples of {_options.LearningSize}, got some without.");
        _entryOf = files.NameOf;
        await OpenAsync(files, cancellationToken).ConfigureAwait(false);
    }

    internal TupletDatasetFromDirectory One() => OrClose(MakeOne);

    internal (TupletDatasetFromDirectory Training, TupletDatasetFromDirectory Validation) Both() => OrClose(MakeBoth);

    private static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);

    // What is asked for may not be possible with the images found; the cache is nobody's then.
    private T OrClose<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch
        {
            _images!.Close();
            throw;
        }
    }

    private TupletDatasetFromDirectory MakeOne()
    {
        var sides = DirectorySides.Of(_images!.Files, _entryOf!, _options);
        if (_options.Subset is null)
            return Dataset(sides.Training, sides, "enough", repeats: false);
        var isTraining = _options.Subset == DirectorySubset.Training;
        var (side, order) = isTraining ? ("training", sides.Training) : ("validation", sides.Validation);
        Using(order.Count, side);
        return Dataset(order, sides, side, repeats: false);
    }

    private (TupletDatasetFromDirectory Training, TupletDatasetFromDirectory Validation) MakeBoth()
    {
        var sides = DirectorySides.Of(_images!.Files, _entryOf!, _options);
        Using(sides.Training.Count, "training");
        Using(sides.Validation.Count, "validation");
        return (Dataset(sides.Training, sides, "training", repeats: false), Dataset(sides.Validation, sides, "validation", repeats: true));
    }

    private CombinedFiles Labelled(ImageFolder folder, IReadOnlyList<int> values)
    {
        if (values.Count != folder.Count)
            throw DirectoryCheck.Refused($"Needs as many Labels as there are images in '{folder.Folder}', {folder.Count}, got {values.Count}.");
        _labelValues = [.. values.Distinct().Order()];
        return new CombinedFiles(
            [folder], null, values.Select(value => Array.BinarySearch(_labelValues, value)),
            _labelValues.Select(value => value.ToString(CultureInfo.InvariantCulture)));
    }

    private async Task OpenAsync(IImageFiles files, CancellationToken cancellationToken)
    {
        var classes = files.ClassNames.Count;
        DirectoryCheck.Classes(_options, classes);
        if (_labelValues.Length == 0)
            _labelValues = [.. Enumerable.Range(0, Math.Max(1, classes))];
        var leftOut = files.Report.LeftOutSummary();
        _options.Messages?.Invoke($"Found {Number(files.Count)} images{(classes == 0 ? string.Empty : $" of {Number(classes)} classes")}"
            + (leftOut.Length == 0 ? "." : $"; {leftOut}."));
        _images = await DirectoryImages.OpenAsync(files, _options, cancellationToken).ConfigureAwait(false);
    }

    private void Using(int count, string side) => _options.Messages?.Invoke($"Using {Number(count)} of them for {side}.");

    private TupletDatasetFromDirectory Dataset(IReadOnlyList<int> order, DirectorySides sides, string side, bool repeats) =>
        new(_images!, order, _labelValues, _options, side, sides.Report, repeats);
}
