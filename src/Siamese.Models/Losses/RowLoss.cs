using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Losses.Reducers;
using TorchSharp.Siamese.Models.Losses.Rows;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>A loss that prices each anchor as a whole, from its row of the distance matrix; an anchor without a usable tuple costs 0 and is counted by the mean.</summary>
public abstract class RowLoss : MetricLoss
{
    private protected RowLoss(string name, MetricLossOptions? options, IDistance distance, Reducer? reducer = null, LossInputs inputs = LossInputs.All)
        : base(name, options, distance, reducer, inputs)
    {
    }

    internal sealed override LossResult? Rows(LossBatch batch, long blockElements)
    {
        if (RowForm is not { } form || RowReduction.OfAnchors(reducer, batch) is not { } reduction || RowPairs.Of(batch, tuples: true) is not { } pairs)
            return null;
        return RowPass.Run(form(pairs), distance, reduction, batch.Embeddings, batch.ReferenceEmbeddings, blockElements).ToLoss(batch);
    }

    // The usual form is one of masks already.
    internal sealed override LossResult? Masked(LossBatch batch) => Listed(batch);

    /// <summary>The loss as one of rows, null without such a form.</summary>
    private protected virtual Func<RowPairs, IRowLoss>? RowForm => null;

    private protected sealed override IReadOnlyList<LossPart> Parts(LossBatch batch)
    {
        var masks = PairMasks.Of(batch);
        var matrix = distance.Matrix(batch.Embeddings, batch.ReferenceEmbeddings);                    // [N, M]
        return [new LossPart(Price(matrix, masks), RowNumbers(batch)) { Usable = Usable(masks) }];
    }

    /// <summary>The losses of N anchors, <c>[N]</c>. A row's loss depends on its own row of matrix and masks alone.</summary>
    private protected abstract Tensor Price(Tensor matrix, PairMasks masks);

    /// <summary>Which anchors have a tuple: at least one pair of either kind.</summary>
    private protected virtual Tensor Usable(PairMasks masks) => masks.Positive.any(1).logical_or(masks.Negative.any(1));
}
