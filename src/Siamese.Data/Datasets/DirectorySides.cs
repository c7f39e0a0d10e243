using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Sources;

namespace TorchSharp.Siamese.Data.Datasets;

/// <summary>The images of a directory in their order, divided where that is asked for.</summary>
internal sealed class DirectorySides
{
    private DirectorySides(IReadOnlyList<int> training, IReadOnlyList<int> validation, SplitReport? report)
        => (Training, Validation, Report) = (training, validation, report);

    internal IReadOnlyList<int> Training { get; }

    internal IReadOnlyList<int> Validation { get; }

    /// <summary>What the split did; null where there is none.</summary>
    internal SplitReport? Report { get; }

    internal static DirectorySides Of(IImageFiles files, Func<int, string> entryOf, TupletDirectoryOptions options)
    {
        if (options.Subset is null)
            return new DirectorySides(Order(files.Count, options), [], null);
        var share = options.ValidationSplit!.Value;
        var classes = ClassIndex.From(files.Labels);
        if (options.SplitBy == SplitBy.Sample)
        {
            var held = (int)(share * files.Count);
            if (held == 0 || held == files.Count)
                throw DirectoryCheck.Refused($"Needs a ValidationSplit that leaves an image on each side, got {share}, which holds out {held} of {files.Count}.");
            var keras = SampleSplit.Keras(classes, share, SeedOf(options));
            return new DirectorySides(keras.Training, keras.HeldOut, keras.Report);
        }

        try
        {
            var split = SampleSplit.Create(classes, new SplitOptions
            {
                By = options.SplitBy,
                HeldOut = share,
                Seed = options.Seed ?? 0,
                Groups = options.GroupOf is { } groupOf ? ClassIndex.From(Enumerable.Range(0, files.Count).Select(i => groupOf(entryOf(i)))) : null,
            });
            return new DirectorySides(split.Training, split.HeldOut, split.Report);
        }
        catch (ArgumentException error)
        {
            throw new ArgumentException($"Needs a split by {options.SplitBy} that can be made: {Check.TextOf(error)}", nameof(options), error);
        }
    }

    /// <summary>The seed of the shuffle before a split; null for none.</summary>
    private static uint? SeedOf(TupletDirectoryOptions options) => options.Shuffle ? options.Seed ?? 0 : null;

    private static int[] Order(int count, TupletDirectoryOptions options)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        if (SeedOf(options) is { } seed)
            new MersenneTwister(seed).Shuffle<int>(order);
        return order;
    }
}
