using TorchSharp.Siamese.Data.Sampling;

namespace TorchSharp.Siamese.Benchmarks.Tuples;

/// <summary>Labels to measure on, and what a program without this library would keep of them.</summary>
internal static class LabelledSet
{
    /// <summary>Classes of one size, their samples scattered over the set.</summary>
    public static int[] Balanced(int samples, int perClass)
        => Scattered(Enumerable.Repeat(perClass, samples / perClass));

    /// <summary>Classes of the given sizes, their samples scattered over the set.</summary>
    public static int[] Scattered(IEnumerable<int> sizes)
    {
        int[] labels = [.. sizes.SelectMany((size, label) => Enumerable.Repeat(label, size))];
        new CounterRandom(7).Shuffle<int>(labels);
        return labels;
    }

    /// <summary>The samples of each class, as most code groups them.</summary>
    public static Dictionary<int, List<int>> Lists(int[] labels)
    {
        var lists = new Dictionary<int, List<int>>();
        for (var sample = 0; sample < labels.Length; sample++)
        {
            if (!lists.TryGetValue(labels[sample], out var list))
                lists.Add(labels[sample], list = []);
            list.Add(sample);
        }

        return lists;
    }
}
