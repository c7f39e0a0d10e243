using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Evaluation;

/// <summary>Exact search for the nearest rows of a gallery, a block of queries at a time, on the device of the embeddings.</summary>
public static class NearestNeighbors
{
    private const long BlockElements = 1 << 24;   // 64 MB of float32 distances

    /// <summary>The k nearest gallery rows of every query, nearest first.</summary>
    /// <param name="query">Embeddings, <c>[N, D]</c>, floating point.</param>
    /// <param name="gallery">Embeddings, <c>[M, D]</c>, same dtype and device; null for the queries themselves, none being its own neighbour.</param>
    /// <param name="k">Number of neighbours, 1 to M (M − 1 where a query is part of the gallery).</param>
    /// <param name="distance">Null for the Euclidean distance of L2-normalised rows.</param>
    /// <param name="galleryBeginsWithQuery">True where the first N rows of the gallery are the queries, so that row i is not a neighbour of query i.</param>
    /// <returns>Rows of the gallery, int64, <c>[N, k]</c>, on the device of the embeddings. The caller owns it.</returns>
    /// <remarks>Memory beyond the result is O(M) and one block of distances. Which of equally near rows comes first is not defined.</remarks>
    /// <exception cref="ArgumentException">A shape, dtype or device differs from the above, or the gallery is too short to begin with the queries.</exception>
    /// <exception cref="ArgumentOutOfRangeException">k is outside its range.</exception>
    public static Tensor Search(Tensor query, Tensor? gallery = null, int k = 1, IDistance? distance = null, bool galleryBeginsWithQuery = false)
        => Search(query, gallery, k, distance, galleryBeginsWithQuery, BlockElements);

    internal static Tensor Search(Tensor query, Tensor? gallery, int k, IDistance? distance, bool galleryBeginsWithQuery, long blockElements)
    {
        Check.Embeddings(query);
        var rows = gallery is null ? query : Check.EmbeddingsLike(gallery, query);
        var count = query.shape[0];
        var skipSelf = gallery is null || galleryBeginsWithQuery;
        if (skipSelf && rows.shape[0] < count)
            throw new ArgumentException($"Expected a gallery of at least the {count} queries, got {rows.shape[0]} rows.", nameof(gallery));
        Check.Between(k, 1, rows.shape[0] - (skipSelf ? 1 : 0));

        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var ranking = new Ranking(distance ?? new LpDistance(), rows);
        var block = Math.Max(1, blockElements / rows.shape[0]);
        var found = new List<Tensor>();
        for (long start = 0; start < count; start += block)
        {
            using var inner = NewDisposeScope();
            var far = ranking.Far(query.narrow(0, start, Math.Min(block, count - start)));   // [b, M]
            if (skipSelf)
                far.diagonal(start).fill_(double.PositiveInfinity);
            var indices = k == 1 ? far.argmin(1, keepdim: true) : far.topk(k, 1, largest: false).indexes;
            found.Add(indices.MoveToOuterDisposeScope());
        }
        var result = found.Count == 0 ? empty(0, k, dtype: ScalarType.Int64, device: query.device) : cat(found);
        return result.MoveToOuterDisposeScope();
    }

    /// <summary>A number per query and gallery row that grows with their distance, with the gallery's share computed once.</summary>
    private sealed class Ranking
    {
        private readonly IDistance _distance;
        private readonly Tensor _gallery;
        private readonly Tensor? _halfSquares;   // of Euclidean distances: |g|²/2 - q·g ranks as |q - g| does

        public Ranking(IDistance distance, Tensor gallery)
        {
            _distance = distance;
            _gallery = gallery;
            if (distance is LpDistance { P: 2 } euclidean)
            {
                _gallery = euclidean.Normalize ? nn.functional.normalize(gallery) : gallery;
                _halfSquares = _gallery.square().sum(1) / 2;                                 // [M]
            }
        }

        public Tensor Far(Tensor query)
        {
            if (_halfSquares is null)
                return _distance.IsInverted ? _distance.Matrix(query, _gallery).neg_() : _distance.Matrix(query, _gallery);
            var rows = ((LpDistance)_distance).Normalize ? nn.functional.normalize(query) : query;
            return _halfSquares.addmm(rows, _gallery.t(), 1, -1);                            // [b, M]
        }
    }
}
