using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Losses.Rows;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Per anchor <c>[ log Σₚ e^(d(a,p) − m₊) + log Σₙ e^(m₋ − d(a,n)) ]₊</c>, over all positives as well as all negatives.</summary>
/// <remarks>
/// By default on the Euclidean distance of L2-normalised rows, mean over the anchors. A side without pairs counts as 0. Source:
/// Hermans, Beyer and Leibe, "In defense of the triplet loss", 2017, section 2. Of a similarity the signs are exchanged.
/// O(N) memory beyond a block of distances, and first derivatives only. Immutable, thread-safe.
/// </remarks>
public sealed class GeneralizedLiftedStructureLoss : RowLoss
{
    /// <param name="negativeMargin">m₋, in the unit of the distance. Finite.</param>
    /// <param name="positiveMargin">m₊, in the unit of the distance. Finite.</param>
    /// <param name="options">Distance (Euclidean, normalised), reducer (mean) and regulariser.</param>
    /// <exception cref="ArgumentOutOfRangeException">A margin is not finite.</exception>
    public GeneralizedLiftedStructureLoss(double negativeMargin = 1, double positiveMargin = 0, MetricLossOptions? options = null)
        : base(nameof(GeneralizedLiftedStructureLoss), options, new LpDistance())
    {
        negative_margin = Check.Finite(negativeMargin);
        positive_margin = Check.Finite(positiveMargin);
    }

    /// <summary>m₋.</summary>
    public double negative_margin { get; }

    /// <summary>m₊.</summary>
    public double positive_margin { get; }

    private protected override Func<RowPairs, IRowLoss> RowForm => pairs => new GeneralizedLiftedRows(pairs, Sign, positive_margin, negative_margin);

    private protected override Tensor Price(Tensor matrix, PairMasks masks)
        => (LogSumExp.OfRowsOrZero(Farther(matrix - positive_margin), masks.Positive)
            + LogSumExp.OfRowsOrZero(Farther(negative_margin - matrix), masks.Negative)).relu();
}
