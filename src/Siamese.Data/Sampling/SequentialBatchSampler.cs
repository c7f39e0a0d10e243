namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>All samples in their own order, the same in every epoch: for embedding and evaluation.</summary>
/// <remarks>Immutable, thread-safe.</remarks>
public sealed class SequentialBatchSampler : IBatchSampler
{
    private readonly int _sampleCount;
    private readonly int _batchSize;

    /// <summary>Cuts 0 to <paramref name="sampleCount"/> - 1 into batches; the last one may be smaller.</summary>
    /// <param name="sampleCount">Number of samples, 1 or more.</param>
    /// <param name="batchSize">Samples a batch, 1 or more; above <paramref name="sampleCount"/> there is one batch of all.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public SequentialBatchSampler(int sampleCount, int batchSize)
    {
        BatchesPerEpoch = BatchRange.Count(sampleCount, batchSize, dropLast: false);
        _sampleCount = sampleCount;
        _batchSize = batchSize;
    }

    /// <inheritdoc/>
    public PlanFingerprint Fingerprint => new($"{_sampleCount} samples", $"in order, batches of {_batchSize}");

    /// <inheritdoc/>
    public int BatchesPerEpoch { get; }

    /// <inheritdoc/>
    public IEnumerable<int[]> Batches(int epoch) => Batches(epoch, 0);

    /// <inheritdoc/>
    public IEnumerable<int[]> Batches(int epoch, int firstBatch)
    {
        BatchRange.Check(epoch, firstBatch, BatchesPerEpoch);
        return Iterate(firstBatch);
    }

    private IEnumerable<int[]> Iterate(int firstBatch)
    {
        for (var batch = firstBatch; batch < BatchesPerEpoch; batch++)
        {
            var (start, length) = BatchRange.Of(batch, _batchSize, _sampleCount);
            yield return [.. Enumerable.Range(start, length)];
        }
    }
}
