using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses.Rows;

/// <summary>A loss and its gradients, as numbers.</summary>
/// <param name="Loss">The loss.</param>
/// <param name="Totals">What each anchor added to it.</param>
/// <param name="OfEmbeddings">Derivative by the embeddings, <c>[N, D]</c>.</param>
/// <param name="OfReference">Derivative by the reference set, <c>[M, D]</c>; null without one.</param>
internal sealed record RowResult(double Loss, RowTotals Totals, Tensor OfEmbeddings, Tensor? OfReference)
{
    /// <summary>The loss as a scalar tensor that hands the gradients on.</summary>
    public Tensor Attach(Tensor embeddings, Tensor? reference)
        => reference is null || OfReference is null
            ? RowGradient.apply(embeddings, this)
            : RowGradient.apply(embeddings, this, reference);

    /// <summary>What a loss returns.</summary>
    public LossResult ToLoss(LossBatch batch)
        => new(Attach(batch.Embeddings, batch.ReferenceEmbeddings), TupleCount, tensor(Saturated(Totals.Active)));

    /// <summary>Number of tuples, 2^63 - 1 if there are more.</summary>
    public long TupleCount => Saturated(Totals.Count);

    private static long Saturated(UInt128 count) => count > long.MaxValue ? long.MaxValue : (long)count;
}
