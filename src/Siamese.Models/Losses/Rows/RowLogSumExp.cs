using System.Numerics;

namespace TorchSharp.Siamese.Models.Losses.Rows;

/// <summary><c>log Σ exp(k·(d − shift))</c> over the positives or the negatives of an anchor, and what it is steep in.</summary>
internal static class RowLogSumExp
{
    /// <summary>Over the negatives; the softmax receives the share of every reference row, 0 of those that are no negatives.</summary>
    /// <returns>Minus infinity without any.</returns>
    public static double OfNegatives<T>(RowPairs pairs, int anchor, ReadOnlySpan<T> distances, double factor, double shift, Span<T> softmax)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (pairs.NegativeCount(anchor) == 0)
        {
            softmax.Clear();
            return double.NegativeInfinity;
        }
        var (by, less) = (T.CreateTruncating(factor), T.CreateTruncating(shift));
        for (var j = 0; j < softmax.Length; j++)
            softmax[j] = (distances[j] - less) * by;
        pairs.KeepNegatives(anchor, softmax, T.NegativeInfinity);
        return SoftmaxScan.Run(softmax);
    }

    /// <summary>Over the positives.</summary>
    /// <returns>Minus infinity without any.</returns>
    public static double OfPositives<T>(RowPairs pairs, int anchor, ReadOnlySpan<T> distances, double factor, double shift)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var largest = double.NegativeInfinity;
        foreach (var positive in pairs.Positives(anchor))
        {
            if (!pairs.IsItself(anchor, positive))
                largest = Math.Max(largest, Logit(distances[positive], factor, shift));
        }
        if (double.IsNegativeInfinity(largest))
            return largest;
        var sum = 0.0;
        foreach (var positive in pairs.Positives(anchor))
        {
            if (!pairs.IsItself(anchor, positive))
                sum += Math.Exp(Logit(distances[positive], factor, shift) - largest);
        }
        return largest + Math.Log(sum);
    }

    /// <summary>Adds to the slopes of the positives their share in <see cref="OfPositives"/>, times a number.</summary>
    public static void AddShares<T>(
        RowPairs pairs, int anchor, ReadOnlySpan<T> distances, double factor, double shift, double logSumExp, double times, Span<T> slopes)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (var positive in pairs.Positives(anchor))
        {
            if (!pairs.IsItself(anchor, positive))
                slopes[positive] += T.CreateTruncating(Math.Exp(Logit(distances[positive], factor, shift) - logSumExp) * times);
        }
    }

    /// <summary>Adds a row times a number to another.</summary>
    public static void Add<T>(Span<T> slopes, ReadOnlySpan<T> row, double times)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var by = T.CreateTruncating(times);
        for (var j = 0; j < slopes.Length; j++)
            slopes[j] += row[j] * by;
    }

    /// <summary><c>ln(1 + eˣ)</c> and its derivative, for every x, minus infinity too.</summary>
    public static (double Value, double Slope) WithZero(double x)
    {
        var e = Math.Exp(-Math.Abs(x));
        return (Math.Max(x, 0) + double.LogP1(e), (x >= 0 ? 1 : e) / (1 + e));
    }

    private static double Logit<T>(T distance, double factor, double shift)
        where T : unmanaged, IFloatingPointIeee754<T> => (double.CreateTruncating(distance) - shift) * factor;
}
