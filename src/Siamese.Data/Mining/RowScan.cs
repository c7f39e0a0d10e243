using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace TorchSharp.Siamese.Data.Mining;

/// <summary>The two inner loops of mining, a vector of candidates at a time where the processor has vectors.</summary>
/// <remarks>Called N·K times a batch with N candidates each: nearly all of a miner's time. NaN is never kept.</remarks>
internal static class RowScan
{
    /// <summary>Keeps the rows whose distance exceeds <paramref name="near"/> by more than <paramref name="above"/> and at most <paramref name="upTo"/>; <paramref name="kept"/> has room for all.</summary>
    /// <returns>How many were kept.</returns>
    public static int Window<T>(T near, ReadOnlySpan<long> rows, ReadOnlySpan<T> far, T above, T upTo, Span<long> kept)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (k, count) = (0, 0);
        if (Vector256.IsHardwareAccelerated)
        {
            var (nears, lows, highs) = (Vector256.Create(near), Vector256.Create(above), Vector256.Create(upTo));
            ref var first = ref MemoryMarshal.GetReference(far);
            for (; k <= far.Length - Vector256<T>.Count; k += Vector256<T>.Count)
            {
                var gaps = Vector256.LoadUnsafe(ref first, (nuint)k) - nears;
                var bits = (Vector256.GreaterThan(gaps, lows) & Vector256.LessThanOrEqual(gaps, highs)).ExtractMostSignificantBits();
                for (; bits != 0; bits &= bits - 1)
                    kept[count++] = rows[k + BitOperations.TrailingZeroCount(bits)];
            }
        }
        for (; k < far.Length; k++)
        {
            var gap = far[k] - near;
            if (gap > above && gap <= upTo)
                kept[count++] = rows[k];
        }
        return count;
    }

    /// <summary>The position of the smallest distance above <paramref name="near"/>, the first of equal ones; -1 if there is none.</summary>
    public static int NearestBeyond<T>(T near, ReadOnlySpan<T> far)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var k = 0;
        var best = T.PositiveInfinity;
        if (Vector256.IsHardwareAccelerated)
        {
            var (nears, bests) = (Vector256.Create(near), Vector256.Create(best));
            ref var first = ref MemoryMarshal.GetReference(far);
            for (; k <= far.Length - Vector256<T>.Count; k += Vector256<T>.Count)
            {
                var candidates = Vector256.LoadUnsafe(ref first, (nuint)k);
                var nearer = Vector256.GreaterThan(candidates, nears) & Vector256.LessThan(candidates, bests);
                bests = Vector256.ConditionalSelect(nearer, candidates, bests);
            }
            for (var lane = 0; lane < Vector256<T>.Count; lane++)
                best = T.Min(best, bests[lane]);
        }
        for (; k < far.Length; k++)
        {
            if (far[k] > near && far[k] < best)
                best = far[k];
        }
        return T.IsPositiveInfinity(best) ? -1 : far.IndexOf(best);
    }
}
