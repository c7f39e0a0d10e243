using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Losses.Reducers;
using TorchSharp.Siamese.Models.Losses.Rows;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>A loss that prices each positive pair against all negatives of its anchor together, by the log-sum-exp of each anchor's row: O(N²), not O(P·N).</summary>
public abstract class PositivePairLoss : MetricLoss
{
    private protected PositivePairLoss(string name, MetricLossOptions? options, IDistance distance, Reducer? reducer = null)
        : base(name, options, distance, reducer)
    {
    }

    internal sealed override LossResult? Rows(LossBatch batch, long blockElements)
    {
        if (RowReduction.Of(reducer, batch) is not { } reduction || RowPairs.Of(batch, tuples: false) is not { } pairs || RowForm(pairs, reduction) is not { } form)
            return null;
        return RowPass.Run(form.Loss, distance, form.Reduction, batch.Embeddings, batch.ReferenceEmbeddings, blockElements).ToLoss(batch);
    }

    /// <summary>The loss as one of rows, with what is left of a reduction to be done; null without such a form.</summary>
    private protected virtual (IRowLoss Loss, RowReduction Reduction)? RowForm(RowPairs pairs, RowReduction reduction) => null;

    private protected sealed override IReadOnlyList<LossPart> Parts(LossBatch batch)
    {
        var masks = PairMasks.Of(batch);
        var matrix = distance.Matrix(batch.Embeddings, batch.ReferenceEmbeddings);                    // [N, M]
        var logits = NegativeLogits(matrix);                                                          // [N, M]
        if (masks.NegativeCounts(logits.dtype) is { } counts)
            logits = logits + counts.clamp_min(1).log();   // a negative given k times counts k times
        var negatives = LogSumExp.OfRows(logits, masks.Negative);                                     // [N]
        var (anchors, positives) = masks.PositivePairs();
        var pairs = new PositivePairs(Pick(matrix, anchors, positives), anchors, positives, negatives, masks.Negative.any(1));
        // Without any negative there is nothing to hold the positives against.
        var none = masks.Negative.any().logical_not();
        return [new LossPart(Price(pairs).masked_fill(none, 0), anchors) { Usable = none.logical_not().expand(anchors.shape) }];
    }

    internal sealed override LossResult? Masked(LossBatch batch)
    {
        var masks = PairMasks.OfClasses(batch);
        var matrix = distance.Matrix(batch.Embeddings, batch.ReferenceEmbeddings);                    // [N, M]
        var negatives = LogSumExp.OfRows(NegativeLogits(matrix), masks.Negative);                     // [N]
        var (rows, columns) = (RowNumbers(batch), arange(matrix.shape[1], dtype: ScalarType.Int64, device: matrix.device));
        // Every pair of rows in turn, the positive ones kept: no index list of them.
        var pairs = new PositivePairs(
            matrix.reshape(-1), rows.unsqueeze(1).expand(matrix.shape).reshape(-1), columns.expand(matrix.shape).reshape(-1), negatives, masks.Negative.any(1));
        var usable = masks.Positive.logical_and(masks.Negative.any());
        return AnchorTotals.Of(Price(pairs).reshape(matrix.shape), usable).ToLoss(reducer, batch);
    }

    /// <summary>What is summed up over the negatives, before the exponential, <c>[N, M]</c>.</summary>
    private protected abstract Tensor NegativeLogits(Tensor matrix);

    /// <summary>The losses of P positive pairs, <c>[P]</c>.</summary>
    private protected abstract Tensor Price(PositivePairs pairs);

    /// <param name="Values">Distance or similarity of each pair, <c>[P]</c>.</param>
    /// <param name="Anchors">int64, <c>[P]</c>.</param>
    /// <param name="Positives">int64, <c>[P]</c>.</param>
    /// <param name="Negatives">Log-sum-exp of each anchor's negatives, <c>[N]</c>; the lowest number for an anchor without.</param>
    /// <param name="HasNegative">bool, <c>[N]</c>.</param>
    private protected sealed record PositivePairs(Tensor Values, Tensor Anchors, Tensor Positives, Tensor Negatives, Tensor HasNegative);
}
