using System.Numerics;
using TorchSharp.Siamese.Data.Mining;

namespace TorchSharp.Siamese.Models.Losses.Rows;

/// <summary>Supervised contrastive losses: per anchor the log-sum-exp over all pairs less the mean over its positives.</summary>
internal sealed class SupConRows(BatchLabels lists, bool inverted, double temperature) : IRowLoss
{
    private readonly bool _anyNegative = Enumerable.Range(0, lists.QueryCount).Any(row => lists.NegativeCount(row) > 0);

    public RowValue Row<T>(int anchor, ReadOnlySpan<T> distances, Span<T> slopes, RowScratch scratch)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var count = lists.PositiveCount(anchor);
        if (count == 0 || !_anyNegative)
            return default;
        var scale = T.CreateTruncating((inverted ? 1 : -1) / temperature);
        var logits = scratch.Of<T>(1);
        for (var j = 0; j < logits.Length; j++)
            logits[j] = distances[j] * scale;
        foreach (var related in lists.NotNegatives(anchor))
            logits[related] = T.NegativeInfinity;
        var mean = 0.0;
        foreach (var positive in lists.Positives(anchor))
        {
            if (lists.WithinBatch && positive == anchor)
                continue;
            logits[positive] = distances[positive] * scale;
            mean += double.CreateTruncating(logits[positive]) / count;
        }
        var loss = SoftmaxScan.Run(logits) - mean;
        if (!slopes.IsEmpty)
        {
            foreach (var positive in lists.Positives(anchor))
            {
                if (!(lists.WithinBatch && positive == anchor))
                    logits[positive] -= T.CreateTruncating(1.0 / count);
            }
            for (var j = 0; j < slopes.Length; j++)
                slopes[j] = logits[j] * scale;
        }
        return new RowValue(loss, 1, loss > 0 ? 1 : 0);
    }
}
