namespace TorchSharp.Siamese.Data.Tuples;

/// <summary>The whole numbers from a first one on that an ascending list leaves out.</summary>
internal static class Gaps
{
    /// <summary>Number <paramref name="r"/> of them.</summary>
    /// <param name="taken">The list, all at or above <paramref name="first"/>.</param>
    /// <param name="r">0 or more.</param>
    /// <param name="first">Where counting begins.</param>
    internal static int At(ReadOnlySpan<int> taken, int r, int first)
    {
        int low = 0, high = taken.Length;
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            if (taken[middle] - first - middle <= r)     // so many are free before it
                low = middle + 1;
            else
                high = middle;
        }

        return first + r + low;
    }

    /// <summary>Which of them <paramref name="value"/> is.</summary>
    internal static int NumberOf(ReadOnlySpan<int> taken, int value, int first) => value - first - ~taken.BinarySearch(value);
}
