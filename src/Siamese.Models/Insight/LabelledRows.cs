using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Insight;

/// <summary>Rows of embeddings with a class each: checks, and passes over them in blocks.</summary>
internal static class LabelledRows
{
    /// <summary>Floating-point rows without NaN and infinity, and one label for each.</summary>
    public static void Check(
        Tensor embeddings, IReadOnlyList<int> labels,
        [CallerArgumentExpression(nameof(embeddings))] string? name = null, [CallerArgumentExpression(nameof(labels))] string? labelName = null)
    {
        Data.Check.Embeddings(embeddings, name);
        ArgumentNullException.ThrowIfNull(labels, labelName);
        if (labels.Count != embeddings.shape[0])
            throw new ArgumentException($"Expected one label per row, {embeddings.shape[0]}, got {labels.Count}.", labelName);
        Data.Check.FiniteRows(embeddings, name);
    }

    /// <summary>The labels on a device, int64, <c>[N]</c>.</summary>
    public static Tensor Tensor(IReadOnlyList<int> labels, Device device)
        => tensor(labels.Select(label => (long)label).ToArray(), [labels.Count]).to(device);

    /// <summary>Blocks of rows against which at most so many distances to all rows are computed at once.</summary>
    public static IEnumerable<(long Start, long Length)> Blocks(long count, long blockElements)
    {
        var block = Math.Max(1, blockElements / Math.Max(1, count));
        for (long start = 0; start < count; start += block)
            yield return (start, Math.Min(block, count - start));
    }
}
