using TorchSharp.Siamese.Models.Losses.Reducers;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>What each anchor adds to a loss, as tensors: reduces without a list of tuples and without waiting for the device.</summary>
/// <param name="Sums">Sum of the losses of each anchor's tuples, <c>[N]</c>.</param>
/// <param name="Counts">Number of its tuples, int64, <c>[N]</c>.</param>
/// <param name="Active">Number of those with a loss above 0, int64, <c>[N]</c>.</param>
internal sealed record AnchorTotals(Tensor Sums, Tensor Counts, Tensor Active)
{
    /// <summary>Totals of pairs.</summary>
    /// <param name="losses">Of every pair of rows, <c>[N, M]</c>.</param>
    /// <param name="pairs">Which of them count, bool, <c>[N, M]</c>.</param>
    public static AnchorTotals Of(Tensor losses, Tensor pairs)
        => new(losses.masked_fill(pairs.logical_not(), 0).sum(1), pairs.sum(1), losses.gt(0).logical_and(pairs).sum(1));

    /// <summary>The totals of both.</summary>
    public static AnchorTotals operator +(AnchorTotals left, AnchorTotals right)
        => new(left.Sums + right.Sums, left.Counts + right.Counts, left.Active + right.Active);

    /// <summary>A scalar; null for a reducer that has to see single tuples.</summary>
    public Tensor? Reduce(Reducer reducer, LossBatch batch) => reducer switch
    {
        MeanReducer or DivisorReducer => Sums.sum() / Counts.sum().clamp_min(1),
        SumReducer => Sums.sum(),
        ThresholdReducer { Low: 0, High: null } => Sums.sum() / Active.sum().clamp_min(1),
        PerAnchorReducer { Inner: MeanReducer } => Means().sum() / Math.Max(1, Sums.shape[0]),
        PerAnchorReducer { Inner: SumReducer } => Means().sum(),
        PerAnchorReducer { Inner: ThresholdReducer { Low: 0, High: null } } => Means().sum() / Active.gt(0).sum().clamp_min(1),
        ClassWeightedReducer weighted when batch.Labels is not null => Weighted(weighted, batch.Labels).sum() / Counts.sum().clamp_min(1),
        _ => null,
    };

    /// <summary>What a loss returns, null where <see cref="Reduce"/> cannot.</summary>
    public LossResult? ToLoss(Reducer reducer, LossBatch batch)
        // The sum of nothing: NaN where the embeddings are, and a gradient where there is no tuple.
        => Reduce(reducer, batch) is { } loss ? new LossResult(loss + (batch.Embeddings * 0).sum(), stack([Counts.sum(), Active.sum()])) : null;

    private Tensor Means() => Sums / Counts.clamp_min(1);

    private Tensor Weighted(ClassWeightedReducer reducer, Tensor labels)
    {
        reducer.CheckRange(labels);
        return Sums * tensor(reducer.Weights.ToArray()).to(Sums.dtype, Sums.device).index_select(0, labels.to(ScalarType.Int64));
    }
}
