using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace TorchSharp.Siamese.Models.Losses.Rows;

/// <summary>One positive with every negative of its anchor, a vector of negatives at a time.</summary>
internal static class TripletScan
{
    // torch's softplus is linear above this; the error is 2e-9.
    private const double LinearAbove = 20;

    /// <summary>Hinge losses; takes the derivative by each negative off <paramref name="slopes"/>, unless that is empty.</summary>
    /// <returns>Sum and counts, and the derivative by the positive.</returns>
    public static (RowValue Value, T Slope) Hinge<T>(T near, ReadOnlySpan<T> far, Span<T> slopes, T margin, T above, T upTo, bool windowed)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (nears, margins, lows, highs) = (Vector256.Create(near), Vector256.Create(margin), Vector256.Create(above), Vector256.Create(upTo));
        ref var first = ref MemoryMarshal.GetReference(far);
        ref var by = ref MemoryMarshal.GetReference(slopes);
        var (k, count, active) = (0, 0L, 0L);
        var (left, right) = (Vector256<double>.Zero, Vector256<double>.Zero);
        for (; k <= far.Length - Vector256<T>.Count; k += Vector256<T>.Count)
        {
            var fars = Vector256.LoadUnsafe(ref first, (nuint)k);
            var violation = nears - fars + margins;
            var priced = Vector256.GreaterThan(violation, Vector256<T>.Zero);
            if (windowed)
            {
                var gaps = fars - nears;
                var selected = Vector256.GreaterThan(gaps, lows) & Vector256.LessThanOrEqual(gaps, highs);
                count += BitOperations.PopCount(selected.ExtractMostSignificantBits());
                priced &= selected;
            }
            var bits = priced.ExtractMostSignificantBits();
            if (bits == 0)
                continue;
            active += BitOperations.PopCount(bits);
            Accumulate(priced & violation, ref left, ref right);
            if (!slopes.IsEmpty)
                (Vector256.LoadUnsafe(ref by, (nuint)k) - (priced & Vector256<T>.One)).StoreUnsafe(ref by, (nuint)k);
        }
        var sum = Vector256.Sum(left + right);
        for (; k < far.Length; k++)
        {
            var violation = near - far[k] + margin;
            var selected = !windowed || (far[k] - near > above && far[k] - near <= upTo);
            count += windowed && selected ? 1 : 0;
            if (!selected || !(violation > T.Zero))
                continue;
            active++;
            sum += double.CreateTruncating(violation);
            if (!slopes.IsEmpty)
                slopes[k] -= T.One;
        }
        return (new RowValue(sum, count, active), T.CreateTruncating(active));
    }

    /// <summary>The same of soft margins, which every selected triplet has.</summary>
    public static (RowValue Value, T Slope) Soft<T>(T near, ReadOnlySpan<T> far, Span<T> slopes, T margin, T above, T upTo)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (sum, count, active, slope) = (0.0, 0L, 0L, 0.0);
        for (var k = 0; k < far.Length; k++)
        {
            var gap = far[k] - near;
            if (T.IsPositiveInfinity(far[k]) || !(gap > above && gap <= upTo))
                continue;
            var (loss, steep) = Softplus(near - far[k] + margin);
            count++;
            active += loss > T.Zero ? 1 : 0;
            sum += double.CreateTruncating(loss);
            slope += double.CreateTruncating(steep);
            if (!slopes.IsEmpty)
                slopes[k] -= steep;
        }
        return (new RowValue(sum, count, active), T.CreateTruncating(slope));
    }

    /// <summary><c>ln(1 + eᵛ)</c> and its derivative, both as torch has them.</summary>
    public static (T Loss, T Slope) Softplus<T>(T v)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (v > T.CreateTruncating(LinearAbove))
            return (v, T.One);
        var e = T.Exp(-T.Abs(v));
        var loss = (v > T.Zero ? v : T.Zero) + T.LogP1(e);
        return (loss, (v >= T.Zero ? T.One : e) / (T.One + e));
    }

    private static void Accumulate<T>(Vector256<T> values, ref Vector256<double> left, ref Vector256<double> right)
    {
        if (typeof(T) == typeof(double))
        {
            left += values.AsDouble();
            return;
        }
        var (lower, upper) = Vector256.Widen(values.AsSingle());
        left += lower;
        right += upper;
    }
}
