using System.Numerics;

namespace TorchSharp.Siamese.Models.Losses.Rows;

/// <summary>Multi-similarity losses: a soft sum of an anchor's positives and one of its negatives.</summary>
/// <param name="pairs">Who is paired.</param>
/// <param name="sign">1 for distances, -1 for similarities.</param>
/// <param name="alpha">Steepness on the side of the positives.</param>
/// <param name="beta">Steepness on the side of the negatives.</param>
/// <param name="lambda">From where deviations count.</param>
internal sealed class MultiSimilarityRows(RowPairs pairs, int sign, double alpha, double beta, double lambda) : IRowLoss
{
    public RowValue Row<T>(int anchor, ReadOnlySpan<T> distances, Span<T> slopes, RowScratch scratch)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var softmax = scratch.Of<T>(1);
        var negatives = RowLogSumExp.OfNegatives(pairs, anchor, distances, -beta * sign, lambda, softmax);
        var positives = RowLogSumExp.OfPositives(pairs, anchor, distances, alpha * sign, lambda);
        var (push, steepPush) = RowLogSumExp.WithZero(negatives);
        var (pull, steepPull) = RowLogSumExp.WithZero(positives);
        if (!slopes.IsEmpty)
        {
            RowLogSumExp.Add<T>(slopes, softmax, -sign * steepPush);
            RowLogSumExp.AddShares(pairs, anchor, distances, alpha * sign, lambda, positives, sign * steepPull, slopes);
        }
        var loss = (pull / alpha) + (push / beta);
        var usable = pairs.PositiveCount(anchor) + pairs.NegativeCount(anchor) > 0;
        return new RowValue(loss, usable ? 1 : 0, usable && loss > 0 ? 1 : 0);
    }
}
