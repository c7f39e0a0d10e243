using System.Numerics;

namespace TorchSharp.Siamese.Models.Losses.Rows;

/// <summary>Margin losses of all triplets without listing them: a positive pair is in as many as its anchor has negatives, and the other way round.</summary>
/// <param name="pairs">Who is paired.</param>
/// <param name="sign">1 for distances, -1 for similarities.</param>
/// <param name="margin">m.</param>
/// <param name="boundaries">β of each anchor.</param>
internal sealed class MarginRows(RowPairs pairs, int sign, double margin, double[] boundaries) : IRowLoss
{
    private readonly double[] _slopes = new double[pairs.Anchors];
    private readonly double[] _violations = new double[pairs.Anchors];

    /// <summary>Derivative of each anchor's share by its β.</summary>
    public IReadOnlyList<double> OfBoundaries => _slopes;

    /// <summary>Violations by positives and by negatives, in all triplets.</summary>
    public double Violations => _violations.Sum();

    public RowValue Row<T>(int anchor, ReadOnlySpan<T> distances, Span<T> slopes, RowScratch scratch)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (near, far) = ((long)pairs.PositiveCount(anchor), (long)pairs.NegativeCount(anchor));
        if (near == 0 || far == 0)
            return default;
        var (tooFar, countFar) = (0.0, 0L);
        foreach (var positive in pairs.Positives(anchor))
        {
            if (pairs.IsItself(anchor, positive))
                continue;
            var violation = (sign * (double.CreateTruncating(distances[positive]) - boundaries[anchor])) + margin;
            if (!(violation > 0))
                continue;
            tooFar += violation;
            countFar++;
            if (!slopes.IsEmpty)
                slopes[positive] += T.CreateTruncating(sign * (double)far);
        }
        var (tooNear, countNear) = Negatives(anchor, distances, sign * (double)near, slopes, scratch.Of<T>(1));
        _slopes[anchor] = sign * (((double)countNear * near) - ((double)countFar * far));
        _violations[anchor] = ((double)countFar * far) + ((double)countNear * near);
        // A triplet costs nothing where neither of its pairs does.
        return new RowValue((tooFar * far) + (tooNear * near), near * far, (near * far) - ((near - countFar) * (far - countNear)));
    }

    private (double Sum, long Count) Negatives<T>(int anchor, ReadOnlySpan<T> distances, double times, Span<T> slopes, Span<T> kept)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        distances.CopyTo(kept);
        pairs.KeepNegatives(anchor, kept, sign > 0 ? T.PositiveInfinity : T.NegativeInfinity);   // nothing is as far
        var (sum, count, less) = (0.0, 0L, T.CreateTruncating(times));
        for (var j = 0; j < kept.Length; j++)
        {
            var violation = (sign * (boundaries[anchor] - double.CreateTruncating(kept[j]))) + margin;
            if (!(violation > 0))
                continue;
            sum += violation;
            count++;
            if (!slopes.IsEmpty)
                slopes[j] -= less;
        }
        return (sum, count);
    }
}
