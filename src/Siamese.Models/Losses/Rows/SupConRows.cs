using System.Numerics;

namespace TorchSharp.Siamese.Models.Losses.Rows;

/// <summary>Supervised contrastive losses: per anchor the log-sum-exp over all pairs less the mean over its positives.</summary>
internal sealed class SupConRows(RowPairs pairs, bool inverted, double temperature) : IRowLoss
{
    public RowValue Row<T>(int anchor, ReadOnlySpan<T> distances, Span<T> slopes, RowScratch scratch)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var count = pairs.PositiveCount(anchor);
        if (count == 0 || !pairs.AnyNegative)
            return default;
        var scale = T.CreateTruncating((inverted ? 1 : -1) / temperature);
        var logits = scratch.Of<T>(1);
        for (var j = 0; j < logits.Length; j++)
            logits[j] = distances[j] * scale;
        pairs.KeepNegatives(anchor, logits, T.NegativeInfinity);
        var mean = 0.0;
        foreach (var positive in pairs.Positives(anchor))
        {
            if (pairs.IsItself(anchor, positive))
                continue;
            logits[positive] = distances[positive] * scale;
            mean += double.CreateTruncating(logits[positive]) / count;
        }
        var loss = SoftmaxScan.Run(logits) - mean;
        if (!slopes.IsEmpty)
        {
            foreach (var positive in pairs.Positives(anchor))
            {
                if (!pairs.IsItself(anchor, positive))
                    logits[positive] -= T.CreateTruncating(1.0 / count);
            }
            for (var j = 0; j < slopes.Length; j++)
                slopes[j] = logits[j] * scale;
        }
        return new RowValue(loss, 1, loss > 0 ? 1 : 0);
    }
}
