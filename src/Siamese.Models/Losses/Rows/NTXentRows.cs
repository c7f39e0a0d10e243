using System.Numerics;

namespace TorchSharp.Siamese.Models.Losses.Rows;

/// <summary>InfoNCE losses: each positive against the log-sum-exp of its anchor's negatives.</summary>
internal sealed class NTXentRows(RowPairs pairs, bool inverted, double temperature) : IRowLoss
{
    public RowValue Row<T>(int anchor, ReadOnlySpan<T> distances, Span<T> slopes, RowScratch scratch)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var count = pairs.PositiveCount(anchor);
        if (count == 0 || !pairs.AnyNegative)
            return default;
        if (pairs.NegativeCount(anchor) == 0)
            return new RowValue(0, count, 0);
        var scale = T.CreateTruncating((inverted ? 1 : -1) / temperature);
        var logits = scratch.Of<T>(1);
        for (var j = 0; j < logits.Length; j++)
            logits[j] = distances[j] * scale;
        pairs.KeepNegatives(anchor, logits, T.NegativeInfinity);
        var negatives = SoftmaxScan.Run(logits);
        var (sum, active, pull) = (0.0, 0L, 0.0);
        foreach (var positive in pairs.Positives(anchor))
        {
            if (pairs.IsItself(anchor, positive))
                continue;
            var gap = negatives - double.CreateTruncating(distances[positive] * scale);
            var e = Math.Exp(-Math.Abs(gap));
            var loss = Math.Max(gap, 0) + double.LogP1(e);
            var share = (gap >= 0 ? 1 : e) / (1 + e);
            sum += loss;
            active += loss > 0 ? 1 : 0;
            pull += share;
            if (!slopes.IsEmpty)
                slopes[positive] -= T.CreateTruncating(share) * scale;
        }
        var push = T.CreateTruncating(pull) * scale;
        for (var j = 0; j < slopes.Length; j++)
            slopes[j] += logits[j] * push;
        return new RowValue(sum, count, active);
    }
}
