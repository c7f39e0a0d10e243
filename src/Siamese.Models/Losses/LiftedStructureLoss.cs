using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Losses.Rows;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Per positive pair <c>½[ d(a,p) − m₊ + log Σ e^(m₋ − dₙ) ]₊²</c>, dₙ over the negative pairs of anchor and positive together.</summary>
/// <remarks>
/// By default on the Euclidean distance of L2-normalised rows, mean over the ordered positive pairs. Source: Oh Song, Xiang,
/// Jegelka and Savarese, CVPR 2016, eq. 4. A pair without any negative keeps <c>d(a,p) − m₊</c> alone. With a reference set
/// the positive is looked up by its row number among the anchors of the negative pairs, as the reference
/// implementation does. Of a similarity the signs are exchanged. O(N) memory beyond a block of distances, and first
/// derivatives only, where no tuples are given. Immutable, thread-safe.
/// </remarks>
public sealed class LiftedStructureLoss : PositivePairLoss
{
    /// <param name="negativeMargin">m₋, in the unit of the distance. Finite.</param>
    /// <param name="positiveMargin">m₊, in the unit of the distance. Finite.</param>
    /// <param name="options">Distance (Euclidean, normalised), reducer (mean) and regulariser.</param>
    /// <exception cref="ArgumentOutOfRangeException">A margin is not finite.</exception>
    public LiftedStructureLoss(double negativeMargin = 1, double positiveMargin = 0, MetricLossOptions? options = null)
        : base(nameof(LiftedStructureLoss), options, new LpDistance())
    {
        negative_margin = Check.Finite(negativeMargin);
        positive_margin = Check.Finite(positiveMargin);
    }

    /// <summary>m₋.</summary>
    public double negative_margin { get; }

    /// <summary>m₊.</summary>
    public double positive_margin { get; }

    private protected override (IRowLoss Loss, RowReduction Reduction)? RowForm(RowPairs pairs, RowReduction reduction)
        => (new LiftedRows(pairs, Sign, positive_margin, negative_margin, reduction.Weight), reduction.Weighted());

    private protected override Tensor NegativeLogits(Tensor matrix) => Farther(negative_margin - matrix);

    private protected override Tensor Price(PositivePairs pairs)
    {
        var rows = pairs.Negatives.shape[0];
        // Rows of a reference set may lie past the batch, and may have the anchor's own number.
        var other = pairs.Positives.lt(rows).logical_and(pairs.Positives.ne(pairs.Anchors));          // [P]
        var second = pairs.Positives.masked_fill(other.logical_not(), 0);
        var hasSecond = pairs.HasNegative.index_select(0, second).logical_and(other);
        var lowest = finfo(pairs.Negatives.dtype).min;
        var ofSecond = pairs.Negatives.index_select(0, second).masked_fill(hasSecond.logical_not(), lowest);
        var none = pairs.HasNegative.index_select(0, pairs.Anchors).logical_or(hasSecond).logical_not();
        var negatives = pairs.Negatives.index_select(0, pairs.Anchors).logaddexp(ofSecond).masked_fill(none, 0);   // [P]
        return (negatives + Farther(pairs.Values - positive_margin)).relu().square() / 2;
    }
}
