using System.Numerics;

namespace TorchSharp.Siamese.Data.Mining;

/// <summary>Per anchor, the one positive and the one negative that the strategies choose.</summary>
/// <remarks>A side with the strategy All chooses nothing here; the caller lists its pairs.</remarks>
internal sealed class EasyHardRows(
    BatchLabels classes, MiningStrategy positive, MiningStrategy negative, DistanceRange positives, DistanceRange negatives) : IRowMiner
{
    // Where both sides choose one row, anchors that lack either are dropped; else each side keeps its own anchors.
    private readonly bool _both = positive != MiningStrategy.All && negative != MiningStrategy.All;

    public IndexColumn PositiveAnchors { get; } = new();

    public IndexColumn Positives { get; } = new();

    public IndexColumn NegativeAnchors { get; } = new();

    public IndexColumn Negatives { get; } = new();

    public void Row<T>(int anchor, ReadOnlySpan<T> distances)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (p, n) = (-1, -1);
        if (positive == MiningStrategy.SemiHard)
        {
            n = Negative(anchor, distances, T.NegativeInfinity);
            p = n < 0 ? -1 : Positive(anchor, distances, distances[n]);
        }
        else
        {
            if (positive != MiningStrategy.All)
                p = Positive(anchor, distances, T.PositiveInfinity);
            if (negative == MiningStrategy.SemiHard)
                n = p < 0 ? -1 : Negative(anchor, distances, distances[p]);
            else if (negative != MiningStrategy.All)
                n = Negative(anchor, distances, T.NegativeInfinity);
        }
        if (_both && (p < 0 || n < 0))
            return;
        Note(anchor, p, PositiveAnchors, Positives);
        Note(anchor, n, NegativeAnchors, Negatives);
    }

    public void Dispose()
    {
        PositiveAnchors.Dispose();
        Positives.Dispose();
        NegativeAnchors.Dispose();
        Negatives.Dispose();
    }

    private static void Note(int anchor, int row, IndexColumn anchors, IndexColumn rows)
    {
        if (row < 0)
            return;
        anchors.Add(anchor);
        rows.Add(row);
    }

    /// <summary>The nearest (easy) or farthest positive below a limit, or -1.</summary>
    private int Positive<T>(int anchor, ReadOnlySpan<T> distances, T below)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (low, high) = (T.CreateTruncating(positives.Low), T.CreateTruncating(positives.High));
        var best = -1;
        foreach (var row in classes.Positives(anchor))
        {
            var d = distances[row];
            if ((classes.WithinBatch && row == anchor) || !(d >= low && d <= high && d < below))
                continue;
            if (best < 0 || (positive == MiningStrategy.Easy ? d < distances[best] : d > distances[best]))
                best = row;
        }
        return best;
    }

    /// <summary>The farthest (easy) or nearest negative above a limit, or -1.</summary>
    private int Negative<T>(int anchor, ReadOnlySpan<T> distances, T above)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (low, high) = (T.CreateTruncating(negatives.Low), T.CreateTruncating(negatives.High));
        var (best, from) = (-1, 0);
        foreach (var related in classes.NotNegatives(anchor))
        {
            best = Negative(distances, from, related, best, low, high, above);
            from = related + 1;
        }
        return Negative(distances, from, distances.Length, best, low, high, above);
    }

    private int Negative<T>(ReadOnlySpan<T> distances, int from, int to, int best, T low, T high, T above)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var row = from; row < to; row++)
        {
            var d = distances[row];
            if (!(d >= low && d <= high && d > above))
                continue;
            if (best < 0 || (negative == MiningStrategy.Easy ? d > distances[best] : d < distances[best]))
                best = row;
        }
        return best;
    }
}
