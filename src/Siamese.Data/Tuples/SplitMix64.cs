using System.Runtime.CompilerServices;

namespace TorchSharp.Siamese.Data.Tuples;

/// <summary>The SplitMix64 mixer: every random choice of this library is a chain of these.</summary>
/// <remarks>Source: Steele, Lea and Flood, OOPSLA 2014, with Stafford's thirteenth constants. The outputs are pinned by tests.</remarks>
internal static class SplitMix64
{
    /// <summary>2^64 divided by the golden ratio: the step between two states.</summary>
    internal const ulong Gamma = 0x9E3779B97F4A7C15;

    internal const ulong FirstFactor = 0xBF58476D1CE4E5B9;
    internal const ulong SecondFactor = 0x94D049BB133111EB;

    // Any odd constant other than Gamma: keeps "branch v" and "draw v" of one key apart.
    private const ulong BranchOffset = 0xD1B54A32D192ED03;

    /// <summary>A bijection of 64-bit words in which every input bit moves about half of the output bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Mix(ulong x)
    {
        unchecked
        {
            x = (x ^ (x >> 30)) * FirstFactor;
            x = (x ^ (x >> 27)) * SecondFactor;
            return x ^ (x >> 31);
        }
    }

    /// <summary>Output number <paramref name="position"/> (from 0) of the generator that starts in state <paramref name="key"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong At(ulong key, ulong position) => unchecked(Mix(key + (position + 1) * Gamma));

    /// <summary>The key of branch <paramref name="value"/> under <paramref name="key"/>; one-to-one in the value, and not commutative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Branch(ulong key, ulong value) => unchecked(Mix(Mix(value + BranchOffset) ^ key));

    /// <summary>A uniform number in [0, <paramref name="bound"/>) made from 64 random bits, without bias; the bound is 1 or more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Below(ulong bits, ulong bound)
    {
        // Lemire 2019: the high word of bits * bound is uniform once the first (2^64 mod bound) low words are refused.
        var high = Math.BigMul(bits, bound, out ulong low);
        return low >= bound ? high : Retry(bits, bound, high, low);
    }

    /// <summary>Fisher and Yates, in place, with outputs 0 to Length - 2 of <paramref name="key"/>.</summary>
    internal static void Shuffle<T>(ulong key, Span<T> items)
    {
        for (var last = items.Length - 1; last > 0; last--)
        {
            var other = (int)Below(At(key, (ulong)(items.Length - 1 - last)), (ulong)last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }

    private static ulong Retry(ulong bits, ulong bound, ulong high, ulong low)
    {
        var refused = unchecked(0 - bound) % bound;
        while (low < refused)
        {
            bits = At(bits, 0);     // a fresh number of this draw, not the next draw
            high = Math.BigMul(bits, bound, out low);
        }

        return high;
    }
}
