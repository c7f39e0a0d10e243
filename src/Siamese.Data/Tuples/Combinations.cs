namespace TorchSharp.Siamese.Data.Tuples;

/// <summary>Subsets of k items out of n, numbered by their largest item first (the combinatorial number system).</summary>
internal static class Combinations
{
    /// <summary>C(n, k); 2^128 - 1 where it does not fit.</summary>
    internal static UInt128 Count(ulong n, int k)
    {
        if ((ulong)k > n)
            return 0;
        UInt128 count = 1;
        var steps = Math.Min((ulong)k, n - (ulong)k);       // the shorter way never passes beyond the result
        for (var i = 0ul; i < steps; i++)
        {
            // count * (n - i) / (i + 1) is whole; dividing first keeps every step at or below the result.
            var (factor, divisor) = (n - i, i + 1);
            var common = GreatestCommonDivisor((ulong)(count % divisor), divisor);
            count /= common;
            factor /= divisor / common;
            if (count > UInt128.MaxValue / factor)
                return UInt128.MaxValue;
            count *= factor;
        }

        return count;
    }

    /// <summary>Writes the items of subset number <paramref name="index"/>, ascending.</summary>
    /// <param name="index">Below C(n, items.Length), which is at most 2^127.</param>
    /// <param name="n">Number of items to choose from.</param>
    /// <param name="items">Takes the k chosen items, each from 0 to n - 1.</param>
    internal static void Unrank(UInt128 index, ulong n, Span<int> items)
    {
        var above = n;
        for (var k = items.Length; k > 0; k--)
        {
            var item = LargestWithin(index, k, above);
            items[k - 1] = (int)item;
            index -= Count(item, k);
            above = item;
        }
    }

    /// <summary>The number of a subset.</summary>
    /// <param name="items">The chosen items, ascending.</param>
    internal static UInt128 Rank(ReadOnlySpan<int> items)
    {
        UInt128 index = 0;
        for (var k = items.Length; k > 0; k--)
            index += Count((ulong)items[k - 1], k);
        return index;
    }

    /// <summary>The largest item below <paramref name="above"/> with C(item, k) at most <paramref name="index"/>.</summary>
    private static ulong LargestWithin(UInt128 index, int k, ulong above)
    {
        if (k == 1)
            return (ulong)index;
        ulong low = (ulong)k - 1, high = above - 1;     // C(low, k) = 0
        // A first guess from C(x, k) ~ (x - (k - 1)/2)^k / k!; where it brackets the answer, two steps are left.
        var guess = Math.Exp((Math.Log((double)index + 1) + LogFactorial(k)) / k) + (k - 1) / 2.0;
        var below = (ulong)Math.Clamp(guess - 2, low, high);
        if (Count(below, k) <= index)
            low = below;
        var beyond = (ulong)Math.Clamp(guess + 2, low, high);
        if (beyond > low && Count(beyond, k) > index)
            high = beyond - 1;
        while (low < high)
        {
            var middle = high - (high - low) / 2;
            if (Count(middle, k) <= index)
                low = middle;
            else
                high = middle - 1;
        }

        return low;
    }

    private static double LogFactorial(int k)
    {
        var sum = 0.0;
        for (var i = 2; i <= k; i++)
            sum += Math.Log(i);
        return sum;
    }

    private static ulong GreatestCommonDivisor(ulong a, ulong b)
    {
        while (a != 0)
            (a, b) = (b % a, a);
        return b;
    }
}
