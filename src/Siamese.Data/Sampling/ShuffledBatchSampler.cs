using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>All samples in a random order, another one in every epoch, each sample once.</summary>
/// <remarks>The order is computed, not stored: any batch of any epoch is reached at once. Immutable, thread-safe.</remarks>
public sealed class ShuffledBatchSampler : IBatchSampler
{
    private readonly int _sampleCount;
    private readonly int _batchSize;
    private readonly ulong _seed;

    /// <summary>Shuffles 0 to <paramref name="sampleCount"/> - 1 and cuts it into batches.</summary>
    /// <param name="sampleCount">Number of samples, 1 or more.</param>
    /// <param name="batchSize">Samples a batch, 1 to <paramref name="sampleCount"/>.</param>
    /// <param name="seed">Any value; neighbouring seeds give unrelated orders.</param>
    /// <param name="dropLast">
    /// Whether a last batch with fewer than <paramref name="batchSize"/> samples is left out; which samples that
    /// concerns changes with the epoch. By default it is kept.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="sampleCount"/> is below 1, or <paramref name="batchSize"/> is outside its range.
    /// </exception>
    public ShuffledBatchSampler(int sampleCount, int batchSize, ulong seed, bool dropLast = false)
    {
        BatchesPerEpoch = BatchRange.Count(sampleCount, batchSize, dropLast);
        if (batchSize > sampleCount)
        {
            throw new ArgumentOutOfRangeException(
                nameof(batchSize), $"Needs at most {sampleCount} samples a batch (all there are), got {batchSize}.");
        }

        _sampleCount = sampleCount;
        _batchSize = batchSize;
        _seed = seed;
    }

    /// <inheritdoc/>
    public PlanFingerprint Fingerprint => new(
        $"{_sampleCount} samples", $"shuffled, batches of {_batchSize}, {BatchesPerEpoch} an epoch, seed {_seed}");

    /// <inheritdoc/>
    public int BatchesPerEpoch { get; }

    /// <inheritdoc/>
    public IEnumerable<int[]> Batches(int epoch) => Batches(epoch, 0);

    /// <inheritdoc/>
    public IEnumerable<int[]> Batches(int epoch, int firstBatch)
    {
        BatchRange.Check(epoch, firstBatch, BatchesPerEpoch);
        return Iterate(new IndexPermutation((UInt128)_sampleCount, CounterRandom.For(_seed, epoch).Bits(0)), firstBatch);
    }

    private IEnumerable<int[]> Iterate(IndexPermutation order, int firstBatch)
    {
        for (var batch = firstBatch; batch < BatchesPerEpoch; batch++)
        {
            var (start, length) = BatchRange.Of(batch, _batchSize, _sampleCount);
            var samples = new int[length];
            for (var i = 0; i < length; i++)
                samples[i] = (int)order.ForwardSmall((ulong)(start + i));
            yield return samples;
        }
    }
}
