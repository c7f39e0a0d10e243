namespace TorchSharp.Siamese.Data.Labels;

/// <summary>The samples of a set divided into those to train on and those held out, with a report.</summary>
/// <remarks>A pure function of labels and options. Immutable, thread-safe.</remarks>
public sealed class SampleSplit
{
    private SampleSplit(int[] training, int[] heldOut, string rule, ClassIndex? classes)
    {
        Training = Array.AsReadOnly(training);
        HeldOut = Array.AsReadOnly(heldOut);
        if (classes is null)
        {
            Report = new SplitReport(rule, training.Length, heldOut.Length, null, null, null);
            return;
        }

        var (first, second) = (ClassesOf(training, classes), ClassesOf(heldOut, classes));
        var shared = first.Count(second.Contains);
        Report = new SplitReport(rule, training.Length, heldOut.Length, first.Count, second.Count, shared);
    }

    /// <summary>Samples to train on; ascending, or in Keras' order.</summary>
    public IReadOnlyList<int> Training { get; }

    /// <summary>Samples held out; ascending, or in Keras' order.</summary>
    public IReadOnlyList<int> HeldOut { get; }

    /// <summary>What was done.</summary>
    public SplitReport Report { get; }

    /// <summary>Divides a labelled set in two.</summary>
    /// <param name="classes">Who belongs to which class.</param>
    /// <param name="options">What is dealt as a whole, the share held out, and the seed.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="options"/>: a value is outside its range, groups are missing, superfluous or of another set, or a
    /// side would be empty. <paramref name="classes"/>: a class would vanish from a side although it is to be on both.
    /// </exception>
    public static SampleSplit Create(ClassIndex classes, SplitOptions options)
    {
        SplitCheck.Options(classes, options);
        if (!(options.HeldOut > 0 && options.HeldOut < 1))
            throw new ArgumentException($"Needs HeldOut above 0 and below 1, got {options.HeldOut}.", nameof(options));
        var units = new SplitUnits(classes, options);
        var held = options.By == SplitBy.StratifiedSample
            ? units.TakeOfEachClass(options.HeldOut)
            : units.Take(SplitCheck.Share(units.Count, options.HeldOut, units.Name));
        return Divide(classes, options, held, $"By {units.Name}");
    }

    /// <summary>Divides a labelled set into folds, each of which is held out once.</summary>
    /// <param name="classes">Who belongs to which class.</param>
    /// <param name="folds">Number of folds, 2 or more; at most as many as there are samples, classes or groups to deal.</param>
    /// <param name="options">What is dealt as a whole, and the seed; the share held out is 1 / folds.</param>
    /// <returns>One split a fold.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="folds"/> is outside its range.</exception>
    /// <exception cref="ArgumentException">As for <see cref="Create"/>.</exception>
    public static IReadOnlyList<SampleSplit> Folds(ClassIndex classes, int folds, SplitOptions options)
    {
        SplitCheck.Options(classes, options);
        var units = new SplitUnits(classes, options);
        if (folds < 2 || folds > units.Count)
            throw new ArgumentOutOfRangeException(nameof(folds), $"Needs 2 to {units.Count} folds (the number of {units.Names}), got {folds}.");
        var foldOf = units.Deal(folds);
        return [.. Enumerable.Range(0, folds).Select(fold =>
            Divide(classes, options, [.. foldOf.Select(f => f == fold)], $"By {units.Name}, fold {fold + 1} of {folds}"))];
    }

    /// <summary>Divides samples as <c>keras.utils.image_dataset_from_directory</c> does, in its order.</summary>
    /// <remarks>
    /// The samples (files in Keras' order) are shuffled by NumPy's <c>RandomState(seed)</c>; the last
    /// <c>int(validationSplit * N)</c> are held out. Classes are not looked at: some may be on one side only, which the
    /// report tells. Without a seed nothing is shuffled and the last samples, usually the last classes, are held out.
    /// </remarks>
    /// <param name="classes">Who belongs to which class.</param>
    /// <param name="validationSplit">Share held out, above 0 and below 1.</param>
    /// <param name="seed">Seed of the shuffle, 0 to 2^32 - 1; null for none.</param>
    /// <exception cref="ArgumentNullException"><paramref name="classes"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The share is outside its range, or leaves a side without a sample.</exception>
    public static SampleSplit Keras(ClassIndex classes, double validationSplit, uint? seed)
    {
        ArgumentNullException.ThrowIfNull(classes);
        if (!(validationSplit > 0 && validationSplit < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(validationSplit), $"Needs a share above 0 and below 1, got {validationSplit}.");
        }

        var held = (int)(validationSplit * classes.SampleCount);
        if (held == 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(validationSplit), $"Needs a share that holds out at least 1 of {classes.SampleCount} samples, got {validationSplit}.");
        }

        int[] order = [.. Enumerable.Range(0, classes.SampleCount)];
        if (seed is { } value)
            new MersenneTwister(value).Shuffle<int>(order);
        return new SampleSplit(order[..^held], order[^held..], "As Keras", classes);
    }

    private static SampleSplit Divide(ClassIndex classes, SplitOptions options, bool[] held, string rule)
    {
        var all = Enumerable.Range(0, held.Length);
        var split = new SampleSplit([.. all.Where(i => !held[i])], [.. all.Where(i => held[i])], rule, classes);
        var keep = options.KeepClasses ?? options.By is SplitBy.Sample or SplitBy.StratifiedSample;
        if (keep && split.Report.SharedClasses < classes.ClassCount)
            throw SplitCheck.Vanished(classes, held, options.By);
        return split;
    }

    private static HashSet<int> ClassesOf(int[] samples, ClassIndex classes) => [.. samples.Select(classes.ClassOf)];
}
