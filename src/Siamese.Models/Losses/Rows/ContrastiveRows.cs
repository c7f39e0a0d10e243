using System.Numerics;
using System.Runtime.InteropServices;

namespace TorchSharp.Siamese.Models.Losses.Rows;

/// <summary>Contrastive losses of an anchor's positive and negative pairs, each side with a weight of its own.</summary>
/// <remarks>Where each side is divided by its number of active pairs, a first pass counts those.</remarks>
internal sealed class ContrastiveRows(RowPairs pairs, bool inverted, bool squared, double positiveMargin, double negativeMargin) : IRowLoss
{
    private readonly double _positiveMargin = inverted ? -positiveMargin : positiveMargin;   // of distances, larger farther
    private readonly double _negativeMargin = inverted ? -negativeMargin : negativeMargin;

    private readonly (long Positive, long Negative)[] _active = new (long, long)[pairs.Anchors];

    public double PositiveWeight { get; set; } = 1;

    public double NegativeWeight { get; set; } = 1;

    /// <summary>Whether each side is divided by the number of its active pairs.</summary>
    public bool CountsFirst { get; init; }

    public int Rehearsals => CountsFirst ? 1 : 0;

    public void Begin(int pass)
    {
        if (pass == 0)
            return;
        PositiveWeight = 1 / Math.Max(1, _active.Sum(row => (double)row.Positive));
        NegativeWeight = 1 / Math.Max(1, _active.Sum(row => (double)row.Negative));
    }

    public RowValue Row<T>(int anchor, ReadOnlySpan<T> distances, Span<T> slopes, RowScratch scratch)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var far = scratch.Of<T>(1);
        distances.CopyTo(far);
        if (inverted)
            Scale(far, -T.One);
        pairs.KeepNegatives(anchor, far, T.PositiveInfinity);
        var (negative, activeNegative) = Push(far, slopes);
        Scale(slopes, T.CreateTruncating(NegativeWeight));

        var (positive, activePositive) = (0.0, 0L);
        foreach (var row in pairs.Positives(anchor))
        {
            var violation = (inverted ? -distances[row] : distances[row]) - T.CreateTruncating(_positiveMargin);
            if (pairs.IsItself(anchor, row) || !(violation > T.Zero))
                continue;
            var v = double.CreateTruncating(violation);
            var cost = squared ? v * v / 2 : v;
            positive += cost;
            activePositive += cost > 0 ? 1 : 0;
            if (!slopes.IsEmpty)
                slopes[row] += T.CreateTruncating(PositiveWeight) * (squared ? violation : T.One);
        }
        if (inverted)
            Scale(slopes, -T.One);
        _active[anchor] = (activePositive, activeNegative);
        return new RowValue(
            (positive * PositiveWeight) + (negative * NegativeWeight), pairs.PositiveCount(anchor) + pairs.NegativeCount(anchor), activePositive + activeNegative);
    }

    private static void Scale<T>(Span<T> values, T by)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var vectors = MemoryMarshal.Cast<T, Vector<T>>(values);
        for (var i = 0; i < vectors.Length; i++)
            vectors[i] *= by;
        for (var j = vectors.Length * Vector<T>.Count; j < values.Length; j++)
            values[j] *= by;
    }

    private (double Sum, long Active) Push<T>(ReadOnlySpan<T> far, Span<T> slopes)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var margin = T.CreateTruncating(_negativeMargin);
        if (!squared)
        {
            // A hinge with nothing but the margin on the near side.
            var (value, _) = TripletScan.Hinge(margin, far, slopes, T.Zero, T.NegativeInfinity, T.PositiveInfinity, windowed: false);
            return (value.Sum, value.Active);
        }
        var (sum, active) = (0.0, 0L);
        for (var j = 0; j < far.Length; j++)
        {
            var violation = margin - far[j];
            if (!(violation > T.Zero))
                continue;
            var v = double.CreateTruncating(violation);
            sum += v * v / 2;
            active += v * v > 0 ? 1 : 0;
            if (!slopes.IsEmpty)
                slopes[j] = -violation;
        }
        return (sum, active);
    }
}
