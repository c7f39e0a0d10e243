using System.Numerics;

namespace TorchSharp.Siamese.Models.Losses.Rows;

/// <summary>Lifted structure: each positive pair against the log-sum-exp of the negatives of both its rows.</summary>
/// <remarks>
/// A row's negatives are also priced by the pairs in which the row comes second, which lie in other rows. So the
/// log-sum-exps are taken first, then what all pairs have on each of them, then the derivatives.
/// </remarks>
/// <param name="pairs">Who is paired.</param>
/// <param name="sign">1 for distances, -1 for similarities.</param>
/// <param name="positiveMargin">m₊.</param>
/// <param name="negativeMargin">m₋.</param>
/// <param name="weight">Weight of an anchor's losses, which is applied here.</param>
internal sealed class LiftedRows(RowPairs pairs, int sign, double positiveMargin, double negativeMargin, Func<long, RowValue, double> weight) : IRowLoss
{
    private readonly double[] _negatives = new double[pairs.Anchors];   // log-sum-exp of each row's; minus infinity without any
    private readonly double[] _steep = new double[pairs.Anchors];       // in them, of the pairs in which a row comes second
    private readonly double[]?[] _seconds = new double[]?[pairs.Anchors];
    private int _pass;

    public int Rehearsals => 2;

    public void Begin(int pass) => _pass = pass;

    public void BlockDone(long start, long length)
    {
        if (_pass != 1)
            return;
        // In the order of the anchors, so that the sums do not depend on the threads.
        for (var anchor = (int)start; anchor < start + length; anchor++)
        {
            if (_seconds[anchor] is not { } shares)
                continue;
            var positives = pairs.Positives(anchor);
            for (var k = 0; k < shares.Length; k++)
            {
                if (shares[k] != 0)
                    _steep[positives[k]] += shares[k];
            }
            _seconds[anchor] = null;
        }
    }

    public RowValue Row<T>(int anchor, ReadOnlySpan<T> distances, Span<T> slopes, RowScratch scratch)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var count = pairs.PositiveCount(anchor);
        if (_pass == 0)
        {
            _negatives[anchor] = RowLogSumExp.OfNegatives(pairs, anchor, distances, -sign, negativeMargin, scratch.Of<T>(1));
            return default;
        }
        if (!pairs.AnyNegative)
            return default;
        var times = count == 0 ? 0 : weight(anchor, new RowValue(0, count, 0));
        var shares = _pass == 1 && count > 0 ? _seconds[anchor] = new double[pairs.Positives(anchor).Length] : [];
        var value = Price(anchor, distances, times, shares, slopes, out var own);
        if (!slopes.IsEmpty && own + _steep[anchor] != 0)
        {
            var softmax = scratch.Of<T>(1);
            RowLogSumExp.OfNegatives(pairs, anchor, distances, -sign, negativeMargin, softmax);
            RowLogSumExp.Add<T>(slopes, softmax, -sign * (own + _steep[anchor]));
        }
        return value;
    }

    private RowValue Price<T>(int anchor, ReadOnlySpan<T> distances, double times, Span<double> shares, Span<T> slopes, out double own)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (sum, active) = (0.0, 0L);
        own = 0;
        var positives = pairs.Positives(anchor);
        for (var k = 0; k < positives.Length; k++)
        {
            var p = positives[k];
            if (pairs.IsItself(anchor, p))
                continue;
            // Rows of a reference set may lie past the batch, and may have the anchor's own number.
            var second = p < pairs.Anchors && p != anchor ? _negatives[p] : double.NegativeInfinity;
            var (larger, smaller) = (Math.Max(_negatives[anchor], second), Math.Min(_negatives[anchor], second));
            var none = double.IsNegativeInfinity(larger);
            var negatives = none ? 0 : larger + double.LogP1(Math.Exp(smaller - larger));
            var violation = negatives + (sign * (double.CreateTruncating(distances[p]) - positiveMargin));
            if (!(violation > 0))
                continue;
            sum += violation * violation / 2;
            active += violation * violation > 0 ? 1 : 0;
            var slope = violation * times;
            own += none ? 0 : slope * Math.Exp(_negatives[anchor] - negatives);
            if (!shares.IsEmpty && !none)
                shares[k] = slope * Math.Exp(second - negatives);
            if (!slopes.IsEmpty)
                slopes[p] += T.CreateTruncating(sign * slope);
        }
        return new RowValue(sum * times, pairs.PositiveCount(anchor), active);
    }
}
