using System.Numerics;
using TorchSharp.Siamese.Data.Mining;

namespace TorchSharp.Siamese.Models.Losses.Rows;

/// <summary>Triplet losses of an anchor without listing its triplets.</summary>
/// <remarks>
/// A hinge is piecewise linear in the distances, so that its derivatives are counts: how many negatives a positive is priced
/// with, and the other way round. Few positives look at all negatives each, a vector at a time. Many positives are sorted,
/// and every negative finds by bisection the run of them that it is priced with. A triplet is priced exactly where the
/// arithmetic of the listing form, in the same dtype, prices it.
/// </remarks>
internal sealed class TripletRows(RowPairs pairs, bool inverted, TripletRule rule) : IRowLoss
{
    // Up to so many positives a vector pass for each is faster than the bisection.
    private const int FewPositives = 48;

    public RowValue Row<T>(int anchor, ReadOnlySpan<T> distances, Span<T> slopes, RowScratch scratch)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var count = pairs.PositiveCount(anchor);
        if (count == 0 || pairs.NegativeCount(anchor) == 0)
            return default;
        var far = Far(anchor, distances, scratch.Of<T>(1));
        var value = rule.Selection switch
        {
            TripletSelection.Hardest => Hardest(anchor, distances, far, slopes),
            TripletSelection.NearestSemiHard => Nearest(anchor, distances, far, slopes),
            _ when rule.Soft || count <= FewPositives => Every(anchor, distances, far, slopes),
            _ => Sorted(anchor, distances, far, slopes, scratch),
        };
        if (inverted)
        {
            for (var j = 0; j < slopes.Length; j++)
                slopes[j] = -slopes[j];
        }
        return value;
    }

    /// <summary>The distances, larger farther; infinite where a row is no negative, so that nothing prices it.</summary>
    private Span<T> Far<T>(int anchor, ReadOnlySpan<T> distances, Span<T> far)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (inverted)
        {
            for (var j = 0; j < far.Length; j++)
                far[j] = -distances[j];
        }
        else
        {
            distances.CopyTo(far);
        }
        pairs.KeepNegatives(anchor, far, T.PositiveInfinity);
        return far;
    }

    private RowValue Every<T>(int anchor, ReadOnlySpan<T> distances, ReadOnlySpan<T> far, Span<T> slopes)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (above, upTo) = Window<T>();
        var windowed = rule.Selection != TripletSelection.All;
        var margin = T.CreateTruncating(rule.Margin);
        var total = default(RowValue);
        foreach (var positive in pairs.Positives(anchor))
        {
            if (pairs.IsItself(anchor, positive))
                continue;
            var near = Near(distances, positive);
            T slope;
            RowValue value;
            if (rule.Soft)
                (value, slope) = TripletScan.Soft(near, far, slopes, margin, above, upTo);
            else
                (value, slope) = TripletScan.Hinge(near, far, slopes, margin, above, upTo, windowed);
            if (!windowed)
                value = value with { Count = pairs.NegativeCount(anchor) };
            if (!slopes.IsEmpty)
                slopes[positive] += slope;
            total = Plus(total, value);
        }
        return total;
    }

    private RowValue Hardest<T>(int anchor, ReadOnlySpan<T> distances, ReadOnlySpan<T> far, Span<T> slopes)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var p = -1;
        foreach (var positive in pairs.Positives(anchor))
        {
            if (!pairs.IsItself(anchor, positive) && (p < 0 ? !T.IsNaN(Near(distances, positive)) : Near(distances, positive) > Near(distances, p)))
                p = positive;
        }
        var n = RowScan.NearestBeyond(T.NegativeInfinity, far);
        return p < 0 || n < 0 ? default : Price(Near(distances, p), p, far, n, slopes);
    }

    private RowValue Nearest<T>(int anchor, ReadOnlySpan<T> distances, ReadOnlySpan<T> far, Span<T> slopes)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var window = T.CreateTruncating(rule.Window);
        var total = default(RowValue);
        foreach (var positive in pairs.Positives(anchor))
        {
            if (pairs.IsItself(anchor, positive))
                continue;
            var near = Near(distances, positive);
            var n = RowScan.NearestBeyond(near, far);
            if (n >= 0 && far[n] - near <= window)
                total = Plus(total, Price(near, positive, far, n, slopes));
        }
        return total;
    }

    /// <summary>One triplet.</summary>
    private RowValue Price<T>(T near, int positive, ReadOnlySpan<T> far, int negative, Span<T> slopes)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var violation = near - far[negative] + T.CreateTruncating(rule.Margin);
        var (loss, slope) = rule.Soft ? TripletScan.Softplus(violation) : violation > T.Zero ? (violation, T.One) : (T.Zero, T.Zero);
        if (!slopes.IsEmpty)
        {
            slopes[positive] += slope;
            slopes[negative] -= slope;
        }
        return new RowValue(double.CreateTruncating(loss), 1, loss > T.Zero ? 1 : 0);
    }

    private RowValue Sorted<T>(int anchor, ReadOnlySpan<T> distances, ReadOnlySpan<T> far, Span<T> slopes, RowScratch scratch)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var near = scratch.Of<T>(2);
        var rows = scratch.Of<int>(3);
        var count = 0;
        foreach (var positive in pairs.Positives(anchor))
        {
            if (pairs.IsItself(anchor, positive))
                continue;
            near[count] = Near(distances, positive);
            rows[count++] = positive;
        }
        near = near[..count];
        rows = rows[..count];
        near.Sort(rows);
        var (above, upTo) = Window<T>();
        var window = new SortedWindow<T>(T.CreateTruncating(rule.Margin), above, upTo, rule.Selection != TripletSelection.All);
        var value = window.Price(near, far, slopes, rows, scratch.Of<double>(4), scratch.Of<long>(5));
        return rule.Selection == TripletSelection.All ? value with { Count = (long)count * pairs.NegativeCount(anchor) } : value;
    }

    private (T Above, T UpTo) Window<T>()
        where T : unmanaged, IFloatingPointIeee754<T> => rule.Selection switch
        {
            TripletSelection.Hard => (T.NegativeInfinity, T.Zero),
            TripletSelection.SemiHard => (T.Zero, T.CreateTruncating(rule.Window)),
            _ => (T.NegativeInfinity, T.PositiveInfinity),
        };

    private T Near<T>(ReadOnlySpan<T> distances, int row)
        where T : unmanaged, IFloatingPointIeee754<T> => inverted ? -distances[row] : distances[row];

    private static RowValue Plus(RowValue left, RowValue right)
        => new(left.Sum + right.Sum, left.Count + right.Count, left.Active + right.Active);
}
