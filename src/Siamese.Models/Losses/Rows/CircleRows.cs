using System.Numerics;

namespace TorchSharp.Siamese.Models.Losses.Rows;

/// <summary>Circle losses: the log-sum-exps of an anchor's weighted positives and negatives, on similarities.</summary>
internal sealed class CircleRows(RowPairs pairs, double margin, double gamma) : IRowLoss
{
    public RowValue Row<T>(int anchor, ReadOnlySpan<T> distances, Span<T> slopes, RowScratch scratch)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (pairs.PositiveCount(anchor) == 0 || pairs.NegativeCount(anchor) == 0)
            return default;
        var push = scratch.Of<T>(1);
        var pull = scratch.Of<T>(2);
        var (m, g) = (T.CreateTruncating(margin), T.CreateTruncating(gamma));
        for (var j = 0; j < push.Length; j++)
            push[j] = g * T.Max(distances[j] + m, T.Zero) * (distances[j] - m);
        pairs.KeepNegatives(anchor, push, T.NegativeInfinity);
        pull.Fill(T.NegativeInfinity);
        foreach (var positive in pairs.Positives(anchor))
        {
            if (!pairs.IsItself(anchor, positive))
                pull[positive] = -g * T.Max(T.One + m - distances[positive], T.Zero) * (distances[positive] - (T.One - m));
        }
        var exponent = T.CreateTruncating(SoftmaxScan.Run(pull) + SoftmaxScan.Run(push));
        var (loss, steep) = TripletScan.Softplus(exponent);
        for (var j = 0; j < slopes.Length; j++)
        {
            // The weights are constants to the gradient.
            slopes[j] = steep * g * ((push[j] * T.Max(distances[j] + m, T.Zero)) - (pull[j] * T.Max(T.One + m - distances[j], T.Zero)));
        }
        return new RowValue(double.CreateTruncating(loss), 1, loss > T.Zero ? 1 : 0);
    }
}
