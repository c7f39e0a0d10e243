using TorchSharp.Siamese.Data.Labels;

namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>
/// Batches of groups x classes x samples, such as alphabets x characters x drawings: classes of one group are each
/// other's hard negatives. Every sample comes in every epoch.
/// </summary>
/// <remarks>
/// <para>Inside each group the classes are dealt to rows as <see cref="MPerClassSampler"/> deals them to batches; then the
/// rows are dealt to batches so that no batch has a group twice. A batch lists its groups one after the other, and in
/// each its classes.</para>
/// <para>The schedule of an epoch takes one set-up of O(samples); memory is about 8 bytes a sample while an epoch is
/// enumerated. Immutable, thread-safe.</para>
/// </remarks>
public sealed class HierarchicalBatchSampler : IBatchSampler
{
    private readonly HierarchyRelation _levels;
    private readonly HierarchicalOptions _options;
    private readonly GroupRows[] _groups;      // the groups that take part
    private readonly BatchLayout _layout;
    private readonly int[] _starts;            // [batches + 1] where each batch begins among the places for rows

    /// <summary>Plans batches for a set that is labelled on two levels.</summary>
    /// <param name="classes">The fine level: who belongs to which character.</param>
    /// <param name="groups">The coarse level: who belongs to which alphabet. All samples of a class are in one group.</param>
    /// <param name="options">Batch layout, policies and seed.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="options"/>: a size is below its least, a policy is not one of its enum, or an epoch would have more
    /// than 2^31 samples. <paramref name="groups"/>: of another set, or a class lies in two of them.
    /// <paramref name="classes"/>: fewer groups than GroupsPerBatch can be used, a batch could have one class only, or a
    /// class has one sample and the policy is to repeat.
    /// </exception>
    public HierarchicalBatchSampler(ClassIndex classes, ClassIndex groups, HierarchicalOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Check(options);
        _levels = new HierarchyRelation(classes, groups);
        _options = options;
        _groups = [.. Enumerable.Range(0, classes.ClassCount).GroupBy(_levels.GroupOf).OrderBy(members => members.Key)
            .Select(members => (members.Key, Pools: MPerClassChecks.Pools(classes, members, options.SmallClasses, options.SamplesPerClass)))
            .Where(group => group.Pools.Count > 0)
            .Select(group => new GroupRows(group.Key, group.Pools, options))];
        CheckGroups();
        _layout = new BatchLayout(
            [.. _groups.Select(rows => rows.Layout.Batches)], new bool[_groups.Length], options.GroupsPerBatch, options.Imbalance);
        var widest = (long)_groups.Max(rows => rows.ClassesPerRow) * options.SamplesPerClass;
        MPerClassChecks.EpochSize(_layout, options.GroupsPerBatch, widest, options.Imbalance);
        _starts = _layout.Starts();
    }

    /// <inheritdoc/>
    public PlanFingerprint Fingerprint => new(
        $"{_levels.SampleCount} samples, {ContentHash.Of(_levels.Classes.Fingerprint, _levels.Groups.Fingerprint)}",
        $"{_options.GroupsPerBatch} x {_options.ClassesPerGroup} x {_options.SamplesPerClass}, seed {_options.Seed}, "
        + $"small classes {_options.SmallClasses}, imbalance {_options.Imbalance}");

    /// <inheritdoc/>
    public int BatchesPerEpoch => _layout.Batches;

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
        var places = ClassSchedule.Draw(_layout.Dues(random.Fork(0)), _starts, random.Fork(1));
        RowDealer[] dealers = [.. _groups.Select(rows => new RowDealer(rows, _options.SamplesPerClass, random.Fork(2).Fork((ulong)rows.Group)))];
        foreach (var group in places.AsSpan(0, _starts[firstBatch]))
            dealers[group].Pass();
        for (var batch = firstBatch; batch < BatchesPerEpoch; batch++)
        {
            var samples = new List<int>();
            foreach (var group in places.AsSpan(_starts[batch].._starts[batch + 1]))
                dealers[group].Take(samples);
            yield return [.. samples];
        }
    }

    private void CheckGroups()
    {
        var classes = _levels.Classes;
        if (_groups.Length < _options.GroupsPerBatch)
        {
            throw new ArgumentException(
                $"Needs at least GroupsPerBatch = {_options.GroupsPerBatch} groups, got {_groups.Length} with "
                + $"{_groups.Sum(rows => rows.Pools.Count)} usable classes.", nameof(classes));
        }

        var lonely = _options.GroupsPerBatch == 1 ? Array.FindIndex(_groups, rows => rows.ClassesPerRow == 1) : -1;
        if (lonely >= 0)
        {
            throw new ArgumentException(
                "Needs at least 2 classes in every batch (else there are no negatives), got batches of 1 from group "
                + $"'{_levels.Groups.NameOf(_groups[lonely].Group)}'.", nameof(classes));
        }
    }

    private static void Check(HierarchicalOptions options)
    {
        if (options.GroupsPerBatch < 1 || options.ClassesPerGroup < 1)
        {
            throw new ArgumentException(
                $"Needs GroupsPerBatch and ClassesPerGroup of at least 1, got {options.GroupsPerBatch} and {options.ClassesPerGroup}.",
                nameof(options));
        }

        MPerClassChecks.SamplesPerClass(options.SamplesPerClass);
        PlanCheck.Defined(options.SmallClasses, nameof(options.SmallClasses), nameof(options));
        PlanCheck.Defined(options.Imbalance, nameof(options.Imbalance), nameof(options));
    }
}
