namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>One rank's part of a sampler: every worldSize-th batch. Together the ranks see what the sampler holds, each batch once.</summary>
/// <remarks>Batches of other ranks are worked out and passed over. Immutable, thread-safe.</remarks>
public sealed class ShardedBatchSampler : IBatchSampler
{
    private readonly IBatchSampler _sampler;
    private readonly Shard _shard;

    /// <summary>The part of one rank.</summary>
    /// <param name="sampler">The sampler that all ranks share: same data, options and seed.</param>
    /// <param name="rank">0 to <paramref name="worldSize"/> - 1.</param>
    /// <param name="worldSize">Number of ranks, 1 or more; at most the batches of an epoch.</param>
    /// <param name="remainder">
    /// Whether the ranks may get unequal numbers of batches. By default they may not, since ranks that train together
    /// wait for each other; then fewer batches than there are ranks are left out in an epoch.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="sampler"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number or enum is outside its range.</exception>
    /// <exception cref="ArgumentException">An epoch has fewer batches than there are ranks.</exception>
    public ShardedBatchSampler(IBatchSampler sampler, int rank, int worldSize, ShardRemainder remainder = ShardRemainder.Drop)
    {
        ArgumentNullException.ThrowIfNull(sampler);
        _sampler = sampler;
        _shard = new Shard(rank, worldSize, remainder);
        BatchesPerEpoch = (int)_shard.Length(sampler.BatchesPerEpoch, "batches");
    }

    /// <inheritdoc/>
    public int BatchesPerEpoch { get; }

    /// <inheritdoc/>
    public PlanFingerprint Fingerprint => _shard.Mark(_sampler.Fingerprint);

    /// <inheritdoc/>
    public IEnumerable<int[]> Batches(int epoch) => Batches(epoch, 0);

    /// <inheritdoc/>
    public IEnumerable<int[]> Batches(int epoch, int firstBatch)
    {
        BatchRange.Check(epoch, firstBatch, BatchesPerEpoch);
        return Iterate(epoch, firstBatch);
    }

    private IEnumerable<int[]> Iterate(int epoch, int firstBatch)
    {
        if (firstBatch == BatchesPerEpoch)
            yield break;
        var batch = 0;
        foreach (var samples in _sampler.Batches(epoch, (int)_shard.Global(firstBatch)))
        {
            if (batch % _shard.WorldSize == 0)
                yield return samples;
            if (batch++ == (BatchesPerEpoch - 1 - firstBatch) * _shard.WorldSize)
                yield break;
        }
    }
}
