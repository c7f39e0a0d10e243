namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>One rank's part of a plan of tuplets: every worldSize-th tuple. Together the ranks see what the plan holds, each tuple once.</summary>
/// <remarks>Immutable, thread-safe.</remarks>
public sealed class ShardedPlan : ITuplePlan
{
    private readonly ITuplePlan _plan;
    private readonly Shard _shard;

    /// <summary>The part of one rank.</summary>
    /// <param name="plan">The plan that all ranks share: same data, options and seed.</param>
    /// <param name="rank">0 to <paramref name="worldSize"/> - 1.</param>
    /// <param name="worldSize">Number of ranks, 1 or more; at most the tuples of an epoch.</param>
    /// <param name="remainder">Whether the ranks may get unequal numbers of tuples. By default they may, and all are seen.</param>
    /// <exception cref="ArgumentNullException"><paramref name="plan"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number or enum is outside its range.</exception>
    /// <exception cref="ArgumentException">An epoch has fewer tuples than there are ranks.</exception>
    public ShardedPlan(ITuplePlan plan, int rank, int worldSize, ShardRemainder remainder = ShardRemainder.Keep)
    {
        ArgumentNullException.ThrowIfNull(plan);
        _plan = plan;
        _shard = new Shard(rank, worldSize, remainder);
        EpochLength = _shard.Length(plan.EpochLength, "tuples");
    }

    /// <inheritdoc/>
    public int SampleCount => _plan.SampleCount;

    /// <inheritdoc/>
    public int LearningSize => _plan.LearningSize;

    /// <inheritdoc/>
    public int? PositivesPerTuple => _plan.PositivesPerTuple;

    /// <inheritdoc/>
    public long EpochLength { get; }

    /// <inheritdoc/>
    public PlanFingerprint Fingerprint => _shard.Mark(_plan.Fingerprint);

    /// <inheritdoc/>
    public void At(int epoch, long index, Span<int> samples, Span<bool> same)
    {
        PlanCheck.Position(epoch, index, EpochLength);
        _plan.At(epoch, _shard.Global(index), samples, same);
    }
}
