using TorchSharp.Siamese.Data.Labels;

namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>P different classes with K samples each in a batch ("PK", Hermans, Beyer and Leibe 2017, section 2), and every sample in every epoch.</summary>
/// <remarks>
/// <para>A class of n samples is cut, in a new random order each epoch, into ceil(n / K) groups of K; where K does not
/// divide n, samples of the same class fill the last group. The groups are dealt to batches so that no batch has a class
/// twice, in a random mix of classes. Each sample comes exactly once where K divides all class sizes, P divides the
/// number of groups and no class has more groups than there are batches; otherwise at least once.</para>
/// <para>A batch lists its classes one after the other, K samples each. The schedule of an epoch takes one set-up of
/// O(samples); memory is 4 bytes a sample while an epoch is enumerated. Immutable, thread-safe.</para>
/// </remarks>
public sealed class MPerClassSampler : IBatchSampler
{
    private readonly ClassIndex _classes;
    private readonly MPerClassOptions _options;
    private readonly int[] _used;         // [C'] the classes that take part
    private readonly int[] _groups;       // [C'] groups of K samples that cover each of them
    private readonly int[] _starts;       // [batches + 1] where each batch begins among the places for groups

    /// <summary>Plans batches for a labelled set.</summary>
    /// <param name="classes">Who belongs to which class.</param>
    /// <param name="options">Batch layout, policies and seed.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="options"/>: ClassesPerBatch or SamplesPerClass is below 2, or a policy is not one of its enum.
    /// <paramref name="classes"/>: there is only one class, or fewer than ClassesPerBatch that can be used, or a class
    /// has one sample and the policy is to repeat.
    /// </exception>
    public MPerClassSampler(ClassIndex classes, MPerClassOptions options)
    {
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentNullException.ThrowIfNull(options);
        MPerClassChecks.Options(options);
        _classes = classes;
        _options = options;
        _used = MPerClassChecks.UsableClasses(classes, options);
        _groups = [.. _used.Select(c => (classes.SizeOf(c) - 1) / options.SamplesPerClass + 1)];
        _starts = Layout(_groups, options);
    }

    /// <inheritdoc/>
    public PlanFingerprint Fingerprint => new(
        $"{_classes.SampleCount} samples, {_classes.Fingerprint}",
        $"{_options.ClassesPerBatch} x {_options.SamplesPerClass}, seed {_options.Seed}, small classes {_options.SmallClasses}, "
        + $"imbalance {_options.Imbalance}");

    /// <inheritdoc/>
    public int BatchesPerEpoch => _starts.Length - 1;

    /// <inheritdoc/>
    public IEnumerable<int[]> Batches(int epoch) => Batches(epoch, 0);

    /// <inheritdoc/>
    public IEnumerable<int[]> Batches(int epoch, int firstBatch)
    {
        BatchRange.Check(epoch, firstBatch, BatchesPerEpoch);
        return Iterate(CounterRandom.For(_options.Seed, epoch), firstBatch);
    }

    private IEnumerable<int[]> Iterate(CounterRandom random, int firstBatch)
    {
        var places = ClassSchedule.Draw(Dues(random.Fork(0)), _starts, random.Fork(1));
        var groups = new ClassGroups(_classes, _used, _groups, _options.SamplesPerClass, random.Fork(2));
        foreach (var c in places.AsSpan(0, _starts[firstBatch]))
            groups.Pass(c);
        for (var batch = firstBatch; batch < BatchesPerEpoch; batch++)
        {
            var samples = new int[(_starts[batch + 1] - _starts[batch]) * _options.SamplesPerClass];
            for (var i = 0; i < samples.Length; i += _options.SamplesPerClass)
                groups.Take(places[_starts[batch] + i / _options.SamplesPerClass], samples.AsSpan(i, _options.SamplesPerClass));
            yield return samples;
        }
    }

    /// <summary>How often each class comes: its groups, plus groups that come again to fill the places that are left.</summary>
    private int[] Dues(CounterRandom random)
    {
        int[] due = [.. _groups];
        var missing = _starts[^1] - _groups.Sum();
        for (var round = 0UL; missing > 0; round++)
        {
            // Every group of every class that has room comes again once, in random order, until the places are full.
            var again = new List<int>();
            for (var c = 0; c < due.Length; c++)
                again.AddRange(Enumerable.Repeat(c, Math.Min(_groups[c], BatchesPerEpoch - due[c])));
            var order = again.ToArray();
            random.Fork(round).Shuffle<int>(order);
            foreach (var c in order.AsSpan(0, Math.Min(missing, order.Length)))
                due[c]++;
            missing -= Math.Min(missing, order.Length);
        }

        return due;
    }

    private static int[] Layout(int[] groups, MPerClassOptions options)
    {
        var sum = groups.Sum(g => (long)g);
        var batches = Math.Max(groups.Max(), (sum - 1) / options.ClassesPerBatch + 1);
        var full = batches * options.ClassesPerBatch;
        var places = options.Imbalance switch
        {
            ImbalancePolicy.Repeat => full,
            ImbalancePolicy.ShortBatches => Math.Min(full, Math.Max(sum, 2 * batches)),
            _ => throw new ArgumentOutOfRangeException(nameof(options), $"Needs an ImbalancePolicy, got {options.Imbalance}."),
        };
        if (places * options.SamplesPerClass > int.MaxValue)
        {
            throw new ArgumentException(
                $"Needs an epoch of at most {int.MaxValue} samples, got {batches} batches of {options.ClassesPerBatch} x "
                + $"{options.SamplesPerClass}; a class with very many samples needs ImbalancePolicy.ShortBatches.", nameof(options));
        }

        var starts = new int[batches + 1];
        for (var batch = 0L; batch <= batches; batch++)
            starts[batch] = (int)(batch * places / batches);
        return starts;
    }
}
