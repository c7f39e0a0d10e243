using System.Numerics;

namespace TorchSharp.Siamese.Models.Losses.Rows;

/// <summary>Generalised lifted structure: the log-sum-exps of an anchor's positives and of its negatives together, where above 0.</summary>
/// <param name="pairs">Who is paired.</param>
/// <param name="sign">1 for distances, -1 for similarities.</param>
/// <param name="positiveMargin">m₊.</param>
/// <param name="negativeMargin">m₋.</param>
internal sealed class GeneralizedLiftedRows(RowPairs pairs, int sign, double positiveMargin, double negativeMargin) : IRowLoss
{
    public RowValue Row<T>(int anchor, ReadOnlySpan<T> distances, Span<T> slopes, RowScratch scratch)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var softmax = scratch.Of<T>(1);
        var (anyPositive, anyNegative) = (pairs.PositiveCount(anchor) > 0, pairs.NegativeCount(anchor) > 0);
        var negatives = RowLogSumExp.OfNegatives(pairs, anchor, distances, -sign, negativeMargin, softmax);
        var positives = RowLogSumExp.OfPositives(pairs, anchor, distances, sign, positiveMargin);
        var loss = (anyPositive ? positives : 0) + (anyNegative ? negatives : 0);
        if (loss > 0 && !slopes.IsEmpty)
        {
            RowLogSumExp.Add<T>(slopes, softmax, -sign);
            RowLogSumExp.AddShares(pairs, anchor, distances, sign, positiveMargin, positives, sign, slopes);
        }
        return new RowValue(Math.Max(0, loss), anyPositive || anyNegative ? 1 : 0, loss > 0 ? 1 : 0);
    }
}
