using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses.Reducers;

/// <summary>The mean over each anchor's tuples, then another reducer over the N anchors; an anchor without tuples counts as 0.</summary>
/// <remarks>
/// Takes triplets as well as pairs, and reference sets of any size; a tuple given twice counts twice. Where a loss prices an
/// anchor or a class as a whole, the other reducer gets those losses. Immutable, thread-safe.
/// </remarks>
public sealed class PerAnchorReducer : Reducer
{
    /// <param name="inner">What becomes of the N means; null for <see cref="Reducer.Mean"/>.</param>
    public PerAnchorReducer(Reducer? inner = null) => Inner = inner ?? Mean;

    /// <summary>What becomes of the N means.</summary>
    public Reducer Inner { get; }

    /// <inheritdoc/>
    public override Tensor Reduce(LossPart part, LossBatch batch)
    {
        if (part.IsOfAnchors || part.Classes is not null)
            return Inner.Reduce(part, batch);
        using var scope = NewDisposeScope();
        var rows = batch.Embeddings.shape[0];
        var losses = part.Losses;
        var empty = zeros(rows, dtype: losses.dtype, device: losses.device);
        var sums = empty.index_add(0, part.Anchors, losses, 1);                       // [N]
        var counts = empty.index_add(0, part.Anchors, ones_like(losses), 1);          // [N]
        var means = sums / counts.clamp_min(1);
        var anchors = arange(rows, dtype: ScalarType.Int64, device: losses.device);
        return Inner.Reduce(new LossPart(means, anchors), batch).MoveToOuterDisposeScope();
    }
}
