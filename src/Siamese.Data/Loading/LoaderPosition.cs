using TorchSharp.Siamese.Data.Sampling;

namespace TorchSharp.Siamese.Data.Loading;

/// <summary>Where a loader's run is, and what a state must agree with to go on from there. Thread-safe.</summary>
/// <param name="order">The plan or sampler.</param>
/// <param name="batchesPerEpoch">Number of batches in every epoch.</param>
/// <param name="perBatch">What the order counts in one batch: tuples for a plan, 1 for a sampler.</param>
/// <param name="description">What else decides the batches, in words.</param>
internal sealed class LoaderPosition(IFingerprinted order, int batchesPerEpoch, int perBatch, string description)
{
    private readonly Lock _gate = new();
    private (int Epoch, int Batch) _next;

    public (int Epoch, int Batch) Next
    {
        get
        {
            lock (_gate)
                return _next;
        }
    }

    public void Check(int epoch, int firstBatch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        if (firstBatch < 0 || firstBatch > batchesPerEpoch)
            throw new ArgumentOutOfRangeException(nameof(firstBatch), firstBatch, $"Needs 0 to {batchesPerEpoch}, got {firstBatch}.");
    }

    /// <summary>The caller has a batch.</summary>
    public void Pass(int epoch, int batch)
    {
        lock (_gate)
            _next = batch + 1 == batchesPerEpoch ? (epoch + 1, 0) : (epoch, batch + 1);
    }

    public LoaderState Save()
    {
        var (epoch, batch) = Next;
        return new LoaderState { Plan = PlanState.Of(order, epoch, (long)batch * perBatch), Loader = description };
    }

    public void Load(LoaderState state)
    {
        state.Plan.CheckBelongsTo(order);
        if (state.Loader != description)
            throw new InvalidOperationException($"Needs a state of a loader with the same options: this is [{description}], the state is of [{state.Loader}].");
        var feedback = (order as IFeedbackSource)?.FeedbackIn(state.Plan.Epoch);
        if (!Equals(feedback, state.Plan.Feedback))
            throw new InvalidOperationException("Needs a plan with the feedback that the state holds, got another; make the loader with what the plan's Resume(state.Plan) returns.");
        var (batch, rest) = Math.DivRem(state.Plan.Index, perBatch);
        if (rest != 0 || batch >= batchesPerEpoch)
            throw new InvalidDataException($"Needs the first of one of {batchesPerEpoch} batches of {perBatch}, got index {state.Plan.Index}.");
        lock (_gate)
            _next = (state.Plan.Epoch, (int)batch);
    }
}
