using System.Runtime.InteropServices;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Evaluation;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Insight;

/// <summary>Which classes are taken for which: the class of each image against that of the nearest other image.</summary>
/// <remarks>Keeps what occurs only, so many thousand classes fit. Immutable, thread-safe.</remarks>
public sealed class ClassConfusion
{
    private readonly Dictionary<(int Label, int Neighbor), int> _counts;
    private readonly Dictionary<int, int> _sizes;

    private ClassConfusion(Dictionary<(int, int), int> counts, Dictionary<int, int> sizes)
    {
        (_counts, _sizes) = (counts, sizes);
        Classes = [.. sizes.Keys.Order()];
        Confused = [.. counts
            .Where(entry => entry.Key.Item1 != entry.Key.Item2)
            .Select(entry => new ConfusedPair(entry.Key.Item1, entry.Key.Item2, entry.Value, sizes[entry.Key.Item1]))
            .OrderByDescending(pair => pair.Count).ThenBy(pair => pair.Label).ThenBy(pair => pair.Neighbor)];
    }

    /// <summary>Labels that occur, ascending.</summary>
    public IReadOnlyList<int> Classes { get; }

    /// <summary>Classes that are taken for another one, the most images first; then by label.</summary>
    public IReadOnlyList<ConfusedPair> Confused { get; }

    /// <summary>Number of images.</summary>
    public int ImageCount => _sizes.Values.Sum();

    /// <summary>Share of the images whose nearest neighbour is of their class, 0 to 1: precision@1. NaN without images.</summary>
    public double Accuracy => 1 - (double)Confused.Sum(pair => pair.Count) / ImageCount;

    /// <summary>Number of images of one class whose nearest neighbour is of another, or the same.</summary>
    /// <param name="label">Class of the images.</param>
    /// <param name="neighbor">Class of the neighbours.</param>
    /// <returns>0 or more; 0 for labels that do not occur.</returns>
    public int Count(int label, int neighbor) => _counts.GetValueOrDefault((label, neighbor));

    /// <summary>Number of images of a class.</summary>
    /// <param name="label">The class.</param>
    /// <returns>0 or more.</returns>
    public int SizeOf(int label) => _sizes.GetValueOrDefault(label);

    /// <summary>Looks up the nearest other image of each image.</summary>
    /// <param name="embeddings"><c>[N, D]</c>, floating point, finite.</param>
    /// <param name="labels">Class of each row, N of them.</param>
    /// <param name="distance">Null for the Euclidean distance of L2-normalised rows.</param>
    /// <returns>The confusion; empty for fewer than two rows.</returns>
    /// <exception cref="ArgumentException">A shape or dtype differs from the above, or a number is not finite.</exception>
    public static ClassConfusion Of(Tensor embeddings, IReadOnlyList<int> labels, IDistance? distance = null)
    {
        LabelledRows.Check(embeddings, labels);
        if (labels.Count < 2)
            return From([], [], labels);
        using var scope = NewDisposeScope();
        var nearest = NearestNeighbors.Search(embeddings, k: 1, distance: distance).reshape(-1).cpu();
        var rows = MemoryMarshal.Cast<byte, long>(nearest.bytes);
        return From([.. Enumerable.Range(0, labels.Count)], rows.ToArray(), labels);
    }

    /// <summary>The confusion of images whose nearest neighbours are known.</summary>
    internal static ClassConfusion From(ReadOnlySpan<int> rows, ReadOnlySpan<long> nearest, IReadOnlyList<int> labels)
    {
        Dictionary<(int, int), int> counts = [];
        Dictionary<int, int> sizes = [];
        for (var i = 0; i < rows.Length; i++)
        {
            var (label, neighbor) = (labels[rows[i]], labels[(int)nearest[i]]);
            CollectionsMarshal.GetValueRefOrAddDefault(counts, (label, neighbor), out _)++;
            CollectionsMarshal.GetValueRefOrAddDefault(sizes, label, out _)++;
        }
        return new ClassConfusion(counts, sizes);
    }
}
