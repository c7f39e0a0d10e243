using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Sampling;

namespace TorchSharp.Siamese.Data.Tests.Tuples;

/// <summary>Labelled sets to check spaces and plans on.</summary>
internal static class LabelledSets
{
    /// <summary>Classes of the given sizes, their samples scattered over the set by a fixed shuffle.</summary>
    internal static ClassIndex Scattered(params int[] sizes)
    {
        int[] labels = [.. sizes.SelectMany((size, label) => Enumerable.Repeat(label, size))];
        new CounterRandom(99).Shuffle<int>(labels);
        return ClassIndex.From(labels);
    }

    /// <summary>Classes of the given sizes, one after the other.</summary>
    internal static ClassIndex InOrder(params int[] sizes)
        => ClassIndex.From(sizes.SelectMany((size, label) => Enumerable.Repeat(label, size)));

    /// <summary>Every way to divide 1 to <paramref name="largest"/> samples into classes, sizes descending.</summary>
    internal static IEnumerable<int[]> Partitions(int largest)
        => Enumerable.Range(1, largest).SelectMany(n => Split(n, n)).Select(sizes => sizes.ToArray());

    /// <summary>All subsets of k items, each ascending.</summary>
    internal static IEnumerable<int[]> Subsets(int[] items, int k)
    {
        if (k == 0)
            return [[]];
        return Enumerable.Range(0, items.Length).SelectMany(i => Subsets(items[(i + 1)..], k - 1).Select(rest => (int[])[items[i], .. rest]));
    }

    private static IEnumerable<List<int>> Split(int n, int cap)
    {
        if (n == 0)
            return [[]];
        return Enumerable.Range(1, Math.Min(n, cap)).SelectMany(first => Split(n - first, first).Select(rest => (List<int>)[first, .. rest]));
    }
}
