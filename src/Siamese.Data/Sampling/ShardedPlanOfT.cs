namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>One rank's part of a plan: every worldSize-th tuple. Together the ranks see what the plan holds, each tuple once.</summary>
/// <typeparam name="TTuple">SamplePair or SampleTriplet.</typeparam>
/// <remarks>Immutable, thread-safe.</remarks>
public sealed class ShardedPlan<TTuple> : ITuplePlan<TTuple>
    where TTuple : struct
{
    private readonly ITuplePlan<TTuple> _plan;
    private readonly Shard _shard;

    /// <summary>The part of one rank.</summary>
    /// <param name="plan">The plan that all ranks share: same data, options and seed.</param>
    /// <param name="rank">0 to <paramref name="worldSize"/> - 1.</param>
    /// <param name="worldSize">Number of ranks, 1 or more; at most the tuples of an epoch.</param>
    /// <param name="remainder">Whether the ranks may get unequal numbers of tuples. By default they may, and all are seen.</param>
    /// <exception cref="ArgumentNullException"><paramref name="plan"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number or enum is outside its range.</exception>
    /// <exception cref="ArgumentException">An epoch has fewer tuples than there are ranks.</exception>
    public ShardedPlan(ITuplePlan<TTuple> plan, int rank, int worldSize, ShardRemainder remainder = ShardRemainder.Keep)
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
    public TTuple At(int epoch, long index)
    {
        PlanCheck.Position(epoch, index, EpochLength);
        return _plan.At(epoch, _shard.Global(index));
    }

    /// <inheritdoc/>
    public void At(int epoch, long index, Span<int> samples, Span<bool> same)
    {
        PlanCheck.Position(epoch, index, EpochLength);
        _plan.At(epoch, _shard.Global(index), samples, same);
    }

    /// <inheritdoc/>
    public void Fill(int epoch, long first, Span<TTuple> tuples)
    {
        PlanCheck.Run(epoch, first, tuples.Length, EpochLength);
        for (var i = 0; i < tuples.Length; i++)
            tuples[i] = _plan.At(epoch, _shard.Global(first + i));
    }
}
