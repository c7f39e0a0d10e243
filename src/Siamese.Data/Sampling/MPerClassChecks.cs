using TorchSharp.Siamese.Data.Labels;

namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>What the P x K samplers refuse, and why.</summary>
internal static class MPerClassChecks
{
    internal static void Options(MPerClassOptions options)
    {
        if (options.ClassesPerBatch < 2)
            throw Error($"Needs ClassesPerBatch of at least 2 (else there are no negatives), got {options.ClassesPerBatch}.");
        SamplesPerClass(options.SamplesPerClass);
        PlanCheck.Defined(options.SmallClasses, nameof(options.SmallClasses), nameof(options));
        PlanCheck.Defined(options.Imbalance, nameof(options.Imbalance), nameof(options));
        if (options.AlwaysInBatch is null)
            throw Error("Needs AlwaysInBatch to be a list (it may be empty), got null.");
    }

    internal static void SamplesPerClass(int size)
    {
        if (size < 2)
            throw Error($"Needs SamplesPerClass of at least 2 (else there are no positives), got {size}.");
    }

    internal static void TwoClasses(ClassIndex classes)
    {
        if (classes.ClassCount < 2)
        {
            throw new ArgumentException(
                $"Needs at least 2 classes (else there are no negatives), got only class '{classes.NameOf(0)}' "
                + $"in {classes.SampleCount} samples.", nameof(classes));
        }
    }

    /// <summary>The pools of the classes that take part, as many as a batch needs.</summary>
    internal static SamplePools Pools(ClassIndex classes, MPerClassOptions options)
    {
        TwoClasses(classes);
        var pools = Pools(classes, Enumerable.Range(0, classes.ClassCount), options.SmallClasses, options.SamplesPerClass);
        if (pools.Count >= options.ClassesPerBatch)
            return pools;
        var left = options.SmallClasses switch
        {
            SmallClassPolicy.Skip when pools.Count < classes.ClassCount
                => $" ({classes.ClassCount - pools.Count} with fewer than SamplesPerClass = {options.SamplesPerClass} samples skipped).",
            SmallClassPolicy.Merge when pools.Count < classes.ClassCount
                => $" (after merging those with fewer than SamplesPerClass = {options.SamplesPerClass} samples).",
            _ => ".",
        };
        throw new ArgumentException(
            $"Needs at least ClassesPerBatch = {options.ClassesPerBatch} classes, got {pools.Count} in {classes.SampleCount} samples{left}",
            nameof(classes));
    }

    /// <summary>The pools of some classes under a policy; there may be none.</summary>
    internal static SamplePools Pools(ClassIndex classes, IEnumerable<int> members, SmallClassPolicy policy, int size)
    {
        var all = members.ToArray();
        int[] large = [.. all.Where(c => classes.SizeOf(c) >= size)];
        return policy switch
        {
            SmallClassPolicy.Skip => new SamplePools(classes, large, [], size),
            SmallClassPolicy.Repeat => new SamplePools(classes, [.. all.Select(c => TwoOrMore(classes, c))], [], size),
            SmallClassPolicy.Augment => new SamplePools(classes, all, [], size),
            SmallClassPolicy.Merge => new SamplePools(classes, large, [.. all.Where(c => classes.SizeOf(c) < size)], size),
            _ => throw new ArgumentOutOfRangeException(nameof(policy)),
        };
    }

    /// <summary>Which pools are in every batch.</summary>
    internal static bool[] Always(ClassIndex classes, SamplePools pools, MPerClassOptions options)
    {
        var always = new bool[pools.Count];
        foreach (var c in options.AlwaysInBatch)
        {
            if (c < 0 || c >= classes.ClassCount)
                throw Error($"Needs AlwaysInBatch with classes from 0 to {classes.ClassCount - 1}, got {c}.");
            var pool = pools.PoolOf(c);
            if (pool < 0)
                throw Error($"Needs AlwaysInBatch with classes that have places of their own, got class '{classes.NameOf(c)}', which is skipped or merged.");
            if (always[pool])
                throw Error($"Needs AlwaysInBatch with each class once, got class '{classes.NameOf(c)}' again.");
            always[pool] = true;
        }

        if (options.AlwaysInBatch.Count >= options.ClassesPerBatch)
        {
            throw Error(
                $"Needs fewer AlwaysInBatch than ClassesPerBatch = {options.ClassesPerBatch} (else the other classes never come), "
                + $"got {options.AlwaysInBatch.Count}.");
        }

        return always;
    }

    internal static void EpochSize(BatchLayout layout, int classesPerBatch, long samplesPerClass, ImbalancePolicy imbalance)
    {
        if ((Int128)layout.Places * samplesPerClass <= int.MaxValue)
            return;
        var way = imbalance == ImbalancePolicy.Repeat ? "; a class with very many samples needs ImbalancePolicy.ShortBatches." : ".";
        throw Error($"Needs an epoch of at most {int.MaxValue} samples, got {layout.Batches} batches of {classesPerBatch} x {samplesPerClass}{way}");
    }

    private static int TwoOrMore(ClassIndex classes, int c) => classes.SizeOf(c) >= 2 ? c : throw new ArgumentException(
        $"Needs at least 2 samples in every class, since no sample is its own positive; class '{classes.NameOf(c)}' has 1 "
        + "(SmallClassPolicy.Skip leaves such classes out).", nameof(classes));

    private static ArgumentException Error(string message) => new(message, "options");
}
