using System.Numerics;

namespace TorchSharp.Siamese.Models.Losses.Rows;

/// <summary>Dynamic soft margins of all triplets without listing them: with an anchor's negatives sorted, those of a cell are a run for each positive.</summary>
/// <param name="pairs">Who is paired.</param>
/// <param name="cells">Gathers the triplets in the first pass.</param>
/// <param name="price">What they cost then; not asked where there are none.</param>
internal sealed class SoftMarginRows(RowPairs pairs, SoftMarginCells cells, Func<SoftMarginPrices> price) : IRowLoss
{
    private readonly List<(int Cell, long Count, double Sum)>?[] _found = new List<(int, long, double)>?[pairs.Anchors];
    private SoftMarginPrices? _prices;
    private int _pass;

    public int Rehearsals => 1;

    public void Begin(int pass)
    {
        _pass = pass;
        if (pass == 1 && cells.Triplets > 0)
            _prices = price();
    }

    public void BlockDone(long start, long length)
    {
        // In the order of the anchors, so that the sums do not depend on the threads.
        for (var anchor = start; anchor < start + length; anchor++)
        {
            foreach (var (cell, count, sum) in _found[anchor] ?? [])
                cells.Add(cell, count, sum);
            _found[anchor] = null;
        }
    }

    public RowValue Row<T>(int anchor, ReadOnlySpan<T> distances, Span<T> slopes, RowScratch scratch)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (near, far) = ((long)pairs.PositiveCount(anchor), pairs.NegativeCount(anchor));
        if (near == 0 || far == 0)
            return default;
        var sorted = scratch.Of<T>(1);
        var rows = scratch.Of<int>(2);
        distances.CopyTo(sorted);
        pairs.KeepNegatives(anchor, sorted, T.PositiveInfinity);
        for (var j = 0; j < rows.Length; j++)
            rows[j] = j;
        sorted.Sort(rows);
        sorted = sorted[..far];
        rows = rows[..far];
        var prefix = scratch.Of<double>(3)[..(far + 1)];
        prefix[0] = 0;
        for (var k = 0; k < far; k++)
            prefix[k + 1] = prefix[k] + double.CreateTruncating(sorted[k]);
        var steps = scratch.Of<double>(4)[..(far + 1)];
        steps.Clear();
        var sum = 0.0;
        foreach (var positive in pairs.Positives(anchor))
        {
            if (!pairs.IsItself(anchor, positive))
                sum += Runs(anchor, positive, distances[positive], sorted, prefix, steps, slopes);
        }
        var running = 0.0;
        for (var k = 0; k < far && !slopes.IsEmpty; k++)
        {
            running += steps[k];
            slopes[rows[k]] -= T.CreateTruncating(running);
        }
        return new RowValue(sum, near * far, 0);
    }

    /// <summary>Goes over the runs of negatives that lie in one cell with a positive.</summary>
    private double Runs<T>(int anchor, int positive, T near, ReadOnlySpan<T> far, ReadOnlySpan<double> prefix, Span<double> steps, Span<T> slopes)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (sum, slope) = (0.0, 0.0);
        for (var start = 0; start < far.Length;)
        {
            var cell = Cell(near - far[start]);
            var (end, length) = (start + 1, far.Length - start - 1);
            while (length > 0)
            {
                var half = length / 2;
                var inside = Cell(near - far[end + half]) == cell;
                end = inside ? end + half + 1 : end;
                length = inside ? length - half - 1 : half;
            }
            var x = ((end - start) * double.CreateTruncating(near)) - (prefix[end] - prefix[start]);
            if (_pass == 0)
            {
                (_found[anchor] ??= []).Add((cell, end - start, x));
            }
            else if (_prices is not null)
            {
                sum += _prices.Below[Math.Max(0, cell - 1)] * x;
                slope += _prices.Slopes[cell] * (end - start);
                steps[start] += _prices.Slopes[cell];
                steps[end] -= _prices.Slopes[cell];
            }
            start = end;
        }
        if (!slopes.IsEmpty)
            slopes[positive] += T.CreateTruncating(slope);
        return _pass == 0 ? 0 : sum / cells.Triplets;
    }

    // In the arithmetic of the listing form, so that a triplet lies in the same cell.
    private int Cell<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var place = T.Floor((x - T.CreateTruncating(cells.Smallest)) / T.CreateTruncating(cells.Width));
        return 1 + int.CreateSaturating(T.Clamp(place, -T.One, T.CreateTruncating(cells.Count - 2)));
    }
}
