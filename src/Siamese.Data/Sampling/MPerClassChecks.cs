using TorchSharp.Siamese.Data.Labels;

namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>What <see cref="MPerClassSampler"/> refuses, and why.</summary>
internal static class MPerClassChecks
{
    internal static void Options(MPerClassOptions options)
    {
        if (options.ClassesPerBatch < 2)
            throw Error($"Needs ClassesPerBatch of at least 2 (else there are no negatives), got {options.ClassesPerBatch}.");
        if (options.SamplesPerClass < 2)
            throw Error($"Needs SamplesPerClass of at least 2 (else there are no positives), got {options.SamplesPerClass}.");
        PlanCheck.Defined(options.SmallClasses, nameof(options.SmallClasses), nameof(options));
        PlanCheck.Defined(options.Imbalance, nameof(options.Imbalance), nameof(options));

        static ArgumentException Error(string message) => new(message, nameof(options));
    }

    /// <summary>The classes that take part, ascending.</summary>
    internal static int[] UsableClasses(ClassIndex classes, MPerClassOptions options)
    {
        if (classes.ClassCount < 2)
        {
            throw new ArgumentException(
                $"Needs at least 2 classes (else there are no negatives), got only class '{classes.NameOf(0)}' "
                + $"in {classes.SampleCount} samples.", nameof(classes));
        }

        var all = Enumerable.Range(0, classes.ClassCount);
        int[] used = options.SmallClasses switch
        {
            SmallClassPolicy.Skip => [.. all.Where(c => classes.SizeOf(c) >= options.SamplesPerClass)],
            SmallClassPolicy.Repeat => [.. all.Select(c => TwoOrMore(classes, c))],
            _ => throw new ArgumentOutOfRangeException(nameof(options)),
        };
        if (used.Length < options.ClassesPerBatch)
        {
            var skipped = classes.ClassCount - used.Length;
            throw new ArgumentException(
                $"Needs at least ClassesPerBatch = {options.ClassesPerBatch} classes, got {used.Length} in {classes.SampleCount} samples"
                + (skipped == 0 ? "." : $" ({skipped} with fewer than SamplesPerClass = {options.SamplesPerClass} samples skipped)."),
                nameof(classes));
        }

        return used;
    }

    private static int TwoOrMore(ClassIndex classes, int c) => classes.SizeOf(c) >= 2 ? c : throw new ArgumentException(
        $"Needs at least 2 samples in every class, since no sample is its own positive; class '{classes.NameOf(c)}' has 1 "
        + "(SmallClassPolicy.Skip leaves such classes out).", nameof(classes));
}
