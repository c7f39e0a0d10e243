using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Data.Labels;

/// <summary>What a split deals as a whole (samples, classes or groups), in random order.</summary>
internal sealed class SplitUnits
{
    private readonly ClassIndex _classes;
    private readonly ulong _key;
    private readonly ClassIndex? _owner;      // units as classes of samples; null where the units are samples
    private readonly bool _stratified;

    internal SplitUnits(ClassIndex classes, SplitOptions options)
    {
        _classes = classes;
        _key = SplitMix64.At(options.Seed, 0);
        _stratified = options.By == SplitBy.StratifiedSample;
        (_owner, Name) = options.By switch
        {
            SplitBy.Class => (classes, "class"),
            SplitBy.Group => (options.Groups, "group"),
            _ => (null, "sample"),
        };
    }

    /// <summary>The unit in words, singular.</summary>
    internal string Name { get; }

    /// <summary>The unit in words, plural.</summary>
    internal string Names => Name == "class" ? "classes" : Name + "s";

    internal int Count => _owner?.ClassCount ?? _classes.SampleCount;

    /// <summary>Which samples belong to the first <paramref name="count"/> units of the random order.</summary>
    internal bool[] Take(int count)
    {
        var order = Order(_key, Count);
        var taken = new bool[_classes.SampleCount];
        foreach (var unit in order.AsSpan(0, count))
        {
            foreach (var sample in _owner is null ? [unit] : _owner.SamplesOf(unit))
                taken[sample] = true;
        }

        return taken;
    }

    /// <summary>As near as can be to a share of the samples of each class, at least one and never all.</summary>
    internal bool[] TakeOfEachClass(double share)
    {
        var quotas = Quotas(share);
        var taken = new bool[_classes.SampleCount];
        for (var c = 0; c < quotas.Length; c++)
        {
            var samples = _classes.SamplesOf(c);
            foreach (var place in Order(SplitMix64.Branch(_key, (ulong)c), samples.Length).AsSpan(0, quotas[c]))
                taken[samples[place]] = true;
        }

        return taken;
    }

    /// <summary>The fold of each sample. Fold sizes differ by at most one unit.</summary>
    internal int[] Deal(int folds)
    {
        var foldOf = new int[_classes.SampleCount];
        if (_stratified)
        {
            // Each class goes on where the one before it stopped, so that the remainders do not all fall to fold 0.
            var dealt = 0;
            for (var c = 0; c < _classes.ClassCount; c++)
            {
                var samples = _classes.SamplesOf(c);
                foreach (var place in Order(SplitMix64.Branch(_key, (ulong)c), samples.Length))
                    foldOf[samples[place]] = dealt++ % folds;
            }

            return foldOf;
        }

        var order = Order(_key, Count);
        for (var i = 0; i < order.Length; i++)
        {
            foreach (var sample in _owner is null ? [order[i]] : _owner.SamplesOf(order[i]))
                foldOf[sample] = i % folds;
        }

        return foldOf;
    }

    /// <summary>Samples to take of each class: rounded so that the sum is right too (largest remainders first).</summary>
    private int[] Quotas(double share)
    {
        var sizes = Enumerable.Range(0, _classes.ClassCount).Select(_classes.SizeOf).ToArray();
        int[] quotas = [.. sizes.Select(size => (int)(share * size))];
        var missing = (int)Math.Round(share * _classes.SampleCount, MidpointRounding.AwayFromZero) - quotas.Sum();
        var byRemainder = Enumerable.Range(0, sizes.Length).OrderByDescending(c => share * sizes[c] - quotas[c]).ThenBy(c => c);
        foreach (var c in byRemainder.Take(missing).ToList())
            quotas[c]++;
        for (var c = 0; c < sizes.Length; c++)
            quotas[c] = Math.Min(Math.Max(1, quotas[c]), sizes[c] - 1);
        return quotas;
    }

    private static int[] Order(ulong key, int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        SplitMix64.Shuffle<int>(key, order);
        return order;
    }
}
