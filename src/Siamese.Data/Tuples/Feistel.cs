using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TorchSharp.Siamese.Data.Tuples;

/// <summary>The parts of a Feistel network over <c>[0, a) x [0, b)</c>, and a permutation that keeps nothing between calls.</summary>
internal static class Feistel
{
    /// <summary>The number at a position of the order of [0, count) that belongs to a key. Costs several times an <see cref="IndexPermutation"/>'s.</summary>
    /// <remarks>For very many orders of which each is asked for little, such as one for every anchor.</remarks>
    /// <param name="count">1 to 2^127.</param>
    /// <param name="key">Any value.</param>
    /// <param name="position">0 to count - 1.</param>
    internal static UInt128 Permute(UInt128 count, ulong key, UInt128 position)
    {
        var b = CeilingRoot(count);
        var a = (ulong)((count - 1) / b + 1);
        // On few numbers each round changes little; sixteen make all orders of up to 6 equally likely as far as tests can tell.
        var rounds = count <= 4096 ? 16ul : 6ul;
        var x = position;
        do
        {
            var (left, right) = count <= long.MaxValue
                ? Math.DivRem((ulong)x, b)
                : ((ulong)(x / b), (ulong)(x % b));
            for (var round = 0ul; round < rounds; round += 2)
            {
                left = AddModulo(left, Noise(right, SplitMix64.At(key, round), a), a);
                right = AddModulo(right, Noise(left, SplitMix64.At(key, round + 1), b), b);
            }

            x = (UInt128)left * b + right;
        }
        while (x >= count);
        return x;
    }

    /// <summary>The round function: a keyed hash of one half, in [0, bound).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Noise(ulong half, ulong key, ulong bound)
    {
        unchecked
        {
            var x = (half ^ key) * 0xBF58476D1CE4E5B9;
            x = (x ^ (x >> 32)) * 0x94D049BB133111EB;
            return Math.BigMul(x, bound, out _);
        }
    }

    /// <summary>As <see cref="Noise(ulong, ulong, ulong)"/> for eight halves; the bound is below 2^32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<ulong> Noise(Vector512<ulong> half, ulong key, Vector512<ulong> bound)
    {
        var x = (half ^ Vector512.Create(key)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >>> 32)) * 0x94D049BB133111EB;
        // The high word of x · bound from products of 32 bits each, of which none overflows, nor their sum.
        return ((x >>> 32) * bound + (((x & Vector512.Create(0xFFFF_FFFFUL)) * bound) >>> 32)) >>> 32;
    }

    /// <summary>Eight sums modulo something below 2^63; what goes below 0 wraps to the larger of the two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<ulong> Add(Vector512<ulong> x, Vector512<ulong> y, Vector512<ulong> modulus)
        => Vector512.Min(x + y, x + y - modulus);

    /// <summary>For moduli below 2^62.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong AddSmall(ulong x, ulong y, ulong modulus)
    {
        unchecked
        {
            var sum = x + y - modulus;
            return sum + (modulus & (ulong)((long)sum >> 63));
        }
    }

    // Moduli reach 2^63.5, so x + y may not fit 64 bits: compare with the room that is left instead.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong AddModulo(ulong x, ulong y, ulong modulus)
    {
        var room = unchecked(modulus - y);
        return unchecked(x >= room ? x - room : x + y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong SubtractModulo(ulong x, ulong y, ulong modulus) => unchecked(x >= y ? x - y : x + (modulus - y));

    /// <summary>The least b with b · b at or above a count.</summary>
    internal static ulong CeilingRoot(UInt128 count)
    {
        // Math.Sqrt is good to about 53 bits; the rest is found by bisection between safe ends.
        var guess = Math.Sqrt((double)count);
        ulong low = (ulong)(guess * (1 - 1e-14)), high = (ulong)(guess * (1 + 1e-14)) + 2;
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            if ((UInt128)middle * middle >= count)
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }
}
