using System.Runtime.CompilerServices;

namespace TorchSharp.Siamese.Data.Tuples;

/// <summary>The unordered pairs low &lt; high, numbered (0,1), (0,2), (1,2), (0,3), ...</summary>
internal static class Triangle
{
    /// <summary>How many pairs <paramref name="items"/> items have.</summary>
    internal static ulong Count(int items) => (ulong)items * (ulong)Math.Max(0, items - 1) / 2;

    internal static ulong Rank(int low, int high) => (ulong)high * (ulong)(high - 1) / 2 + (ulong)low;

    /// <param name="index">Below 2^61.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static (int Low, int High) Unrank(ulong index)
    {
        unchecked
        {
            // Where index begins a new upper number the root is whole, and comes out whole: what 53 bits lose below 2^64
            // moves it by less than half of their last place. Just before that it may round up, by one.
            var high = (ulong)((1 + Math.Sqrt(8.0 * index + 1)) * 0.5);
            if (high * (high - 1) / 2 > index)
                high--;
            return ((int)(index - high * (high - 1) / 2), (int)high);
        }
    }
}
