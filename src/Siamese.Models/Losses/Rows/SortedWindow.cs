using System.Numerics;

namespace TorchSharp.Siamese.Models.Losses.Rows;

/// <summary>Hinge losses of many positives with many negatives: the positives sorted, a run of them for each negative.</summary>
/// <param name="margin">Margin of the hinge.</param>
/// <param name="above">A pair is selected if the gap, negative less positive, is above this.</param>
/// <param name="upTo">And at most this.</param>
/// <param name="windowed">Whether the selection counts at all.</param>
internal readonly struct SortedWindow<T>(T margin, T above, T upTo, bool windowed)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <param name="near">Distances of the positives, ascending.</param>
    /// <param name="far">Distances of all reference rows; infinite where one is no negative.</param>
    /// <param name="slopes">Receives derivatives; may be empty.</param>
    /// <param name="rows">Reference rows of the positives.</param>
    /// <param name="prefix">Room for one number more than there are positives.</param>
    /// <param name="starts">The same.</param>
    public RowValue Price(ReadOnlySpan<T> near, ReadOnlySpan<T> far, Span<T> slopes, ReadOnlySpan<int> rows, Span<double> prefix, Span<long> starts)
    {
        var first = double.CreateTruncating(near[0]);
        starts[..(near.Length + 1)].Clear();
        prefix[0] = 0;
        for (var k = 0; k < near.Length; k++)
            prefix[k + 1] = prefix[k] + (double.CreateTruncating(near[k]) - first);   // small numbers lose less when subtracted

        var (sum, count, active) = (0.0, 0L, 0L);
        for (var j = 0; j < far.Length; j++)
        {
            if (T.IsPositiveInfinity(far[j]))
                continue;
            var (low, high) = (0, near.Length);
            if (windowed)
            {
                low = FirstWithin(near, far[j]);
                high = Math.Max(low, FirstTooNear(near, far[j]));
                count += high - low;
            }
            low = Math.Max(low, FirstPriced(near, far[j]));
            if (low >= high)
                continue;
            active += high - low;
            sum += prefix[high] - prefix[low] + ((high - low) * (first - double.CreateTruncating(far[j]) + double.CreateTruncating(margin)));
            starts[low]++;
            starts[high]--;
            if (!slopes.IsEmpty)
                slopes[j] -= T.CreateTruncating(high - low);
        }
        var running = 0L;
        for (var k = 0; k < near.Length && !slopes.IsEmpty; k++)
        {
            running += starts[k];
            slopes[rows[k]] += T.CreateTruncating(running);
        }
        return new RowValue(sum, count, active);
    }

    private int FirstPriced(ReadOnlySpan<T> near, T far)
    {
        var (low, length) = (0, near.Length);
        while (length > 0)
        {
            var half = length / 2;
            var priced = near[low + half] - far + margin > T.Zero;
            low = priced ? low : low + half + 1;
            length = priced ? half : length - half - 1;
        }
        return low;
    }

    private int FirstWithin(ReadOnlySpan<T> near, T far)
    {
        var (low, length) = (0, near.Length);
        while (length > 0)
        {
            var half = length / 2;
            var within = far - near[low + half] <= upTo;
            low = within ? low : low + half + 1;
            length = within ? half : length - half - 1;
        }
        return low;
    }

    private int FirstTooNear(ReadOnlySpan<T> near, T far)
    {
        var (low, length) = (0, near.Length);
        while (length > 0)
        {
            var half = length / 2;
            var selected = far - near[low + half] > above;
            low = selected ? low + half + 1 : low;
            length = selected ? length - half - 1 : half;
        }
        return low;
    }
}
