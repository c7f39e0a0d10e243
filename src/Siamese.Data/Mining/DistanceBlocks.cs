using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Mining;

/// <summary>Distance matrices that are too large to be held, a block of rows at a time. Thread-safe.</summary>
public static class DistanceBlocks
{
    /// <summary>Shows every block of the matrix of a distance, from its first row to its last.</summary>
    /// <param name="distance">Any.</param>
    /// <param name="query">Embeddings, <c>[N, D]</c>, floating point.</param>
    /// <param name="reference">Embeddings, <c>[M, D]</c>, same dtype and device; null for <paramref name="query"/> itself.</param>
    /// <param name="visit">
    /// Gets the number of a block's first row, and the block, <c>[n, M]</c>: rows of <see cref="IDistance.Matrix"/>, differentiable as
    /// they are. The block, and what <paramref name="visit"/> makes of it and does not move out, is disposed when it returns.
    /// </param>
    /// <param name="blockElements">How many distances a block may have, 1 or more; it has one row at least.</param>
    /// <exception cref="ArgumentException">A shape, dtype or device differs from the above.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="blockElements"/> is 0 or less.</exception>
    public static void Visit(IDistance distance, Tensor query, Tensor? reference, Action<long, Tensor> visit, int blockElements = 1 << 24)
    {
        ArgumentNullException.ThrowIfNull(distance);
        ArgumentNullException.ThrowIfNull(visit);
        Rows.Check(query, reference);
        Check.Between(blockElements, 1, int.MaxValue);
        var count = query.shape[0];
        var block = Math.Max(1, blockElements / Math.Max(1, (reference ?? query).shape[0]));
        for (long start = 0; start < count; start += block)
        {
            using var scope = NewDisposeScope();
            var length = Math.Min(block, count - start);
            visit(start, length == count ? distance.Matrix(query, reference) : distance.Matrix(query.narrow(0, start, length), reference ?? query));
        }
    }
}
