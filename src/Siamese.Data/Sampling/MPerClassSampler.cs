using TorchSharp.Siamese.Data.Labels;

namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>P different classes with K samples each in a batch ("PK", Hermans, Beyer and Leibe 2017, section 2), and every sample in every epoch.</summary>
/// <remarks>
/// <para>A class of n samples is cut, in a new random order each epoch, into ceil(n / K) portions of K; where K does not
/// divide n, samples of the same class fill the last portion. The portions are dealt to batches so that no batch has a
/// class twice, in a random mix of classes. Each sample comes exactly once where K divides all class sizes, P divides the
/// number of portions and no class has more portions than there are batches; otherwise at least once.</para>
/// <para>A batch lists its classes one after the other, K samples each. The schedule of an epoch takes one set-up of
/// O(samples); memory is 8 bytes a sample while an epoch is enumerated. Immutable, thread-safe.</para>
/// </remarks>
public sealed class MPerClassSampler : IBatchSampler
{
    private readonly ClassIndex _classes;
    private readonly MPerClassOptions _options;
    private readonly SamplePools _pools;
    private readonly BatchLayout _layout;
    private readonly int[] _starts;       // [batches + 1] where each batch begins among the places for portions

    /// <summary>Plans batches for a labelled set.</summary>
    /// <param name="classes">Who belongs to which class.</param>
    /// <param name="options">Batch layout, policies and seed.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="options"/>: ClassesPerBatch or SamplesPerClass is below 2, a policy is not one of its enum,
    /// AlwaysInBatch names a class that cannot be, or an epoch would have more than 2^31 samples.
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
        _pools = MPerClassChecks.Pools(classes, options);
        _layout = new BatchLayout(_pools.Portions, MPerClassChecks.Always(classes, _pools, options), options.ClassesPerBatch, options.Imbalance);
        MPerClassChecks.EpochSize(_layout, options.ClassesPerBatch, options.SamplesPerClass, options.Imbalance);
        _starts = _layout.Starts();
    }

    /// <inheritdoc/>
    public PlanFingerprint Fingerprint => new(
        $"{_classes.SampleCount} samples, {_classes.Fingerprint}",
        $"{_options.ClassesPerBatch} x {_options.SamplesPerClass}, seed {_options.Seed}, small classes {_options.SmallClasses}, "
        + $"imbalance {_options.Imbalance}, always {ContentHash.Of([.. _options.AlwaysInBatch.Order()], [])}");

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
        var size = _options.SamplesPerClass;
        var places = ClassSchedule.Draw(_layout.Dues(random.Fork(0)), _starts, random.Fork(1));
        var dealer = new PoolDealer(_pools, size, random.Fork(2), random.Fork(3));
        foreach (var pool in places.AsSpan(0, _starts[firstBatch]))
            dealer.Pass(pool);
        for (var batch = firstBatch; batch < BatchesPerEpoch; batch++)
        {
            var samples = new int[(_starts[batch + 1] - _starts[batch]) * size];
            for (var i = 0; i < samples.Length; i += size)
                dealer.Take(places[_starts[batch] + i / size], samples.AsSpan(i, size));
            yield return samples;
        }
    }
}
