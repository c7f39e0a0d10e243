using System.Runtime.InteropServices;
using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Evaluation;

/// <summary>Says which embeddings are the same by a threshold: pair by pair, within a set, or in a gallery.</summary>
/// <remarks>Immutable, thread-safe.</remarks>
public sealed class MatchFinder
{
    /// <param name="threshold">Chosen on scores of <paramref name="distance"/>.</param>
    /// <param name="distance">Null for the Euclidean distance of L2-normalised rows.</param>
    /// <exception cref="ArgumentException">The threshold is one of distances and this a similarity, or the other way round.</exception>
    public MatchFinder(VerificationThreshold threshold, IDistance? distance = null)
    {
        ArgumentNullException.ThrowIfNull(threshold);
        Metric = distance ?? new LpDistance();
        if (Metric.IsInverted != (threshold.Kind == ScoreKind.Similarity))
            throw new ArgumentException($"Expected a threshold of the kind {(Metric.IsInverted ? ScoreKind.Similarity : ScoreKind.Distance)} for this distance, got {threshold.Kind}.", nameof(threshold));
        Threshold = threshold;
    }

    /// <summary>The threshold.</summary>
    public VerificationThreshold Threshold { get; }

    /// <summary>The distance.</summary>
    public IDistance Metric { get; }

    /// <summary>Whether row i of one set is the same as row i of another.</summary>
    /// <param name="left">Embeddings, <c>[N, D]</c>, finite.</param>
    /// <param name="right">Embeddings, <c>[N, D]</c>, finite, same dtype and device.</param>
    /// <returns>N answers.</returns>
    /// <exception cref="ArgumentException">A shape, dtype or device differs from the above, or an embedding is not finite.</exception>
    public IReadOnlyList<bool> AreSame(Tensor left, Tensor right)
    {
        Check.FiniteRows(Check.Embeddings(left), nameof(left));
        Check.FiniteRows(Check.EmbeddingsLike(right, left), nameof(right));
        Check.Shape(right, left.shape);
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var scores = MemoryMarshal.Cast<byte, double>(Metric.Pairwise(left, right).to(ScalarType.Float64, CPU).contiguous().bytes);
        var same = new bool[scores.Length];
        for (var i = 0; i < same.Length; i++)
            same[i] = Threshold.Accepts(scores[i]);
        return same;
    }

    /// <summary>All pairs of a set that are the same, such as duplicates.</summary>
    /// <param name="embeddings"><c>[N, D]</c>, finite.</param>
    /// <returns>Each unordered pair once, by first row, then nearest first. Of a distance that is not symmetric the earlier row is the query.</returns>
    /// <exception cref="ArgumentException">The shape or dtype differs from the above, an embedding is not finite or a distance NaN.</exception>
    public IReadOnlyList<MatchedPair> Within(Tensor embeddings)
    {
        Check.FiniteRows(Check.Embeddings(embeddings), nameof(embeddings));
        var limit = Metric.IsInverted ? -Threshold.Value : Threshold.Value;
        using var scope = NewDisposeScope();
        var found = NearestRows.Search(embeddings, embeddings, Metric, far => full([1, 1], limit, ScalarType.Float64, far.device), int.MaxValue);
        return [.. found.SelectMany((hits, row) => hits.Where(hit => hit.Row > row).Select(hit => new MatchedPair(row, hit.Row, hit.Score)))];
    }

    /// <summary>The rows of a gallery that are the same as each query.</summary>
    /// <param name="query">Embeddings, <c>[N, D]</c>, finite, of the type and device of the gallery.</param>
    /// <param name="gallery">A gallery of the same distance.</param>
    /// <returns>For each query its matches, nearest first; perhaps none.</returns>
    /// <exception cref="ArgumentException">The gallery has another distance, or a query does not fit it.</exception>
    public IReadOnlyList<IReadOnlyList<GalleryHit>> In(Tensor query, GalleryIndex gallery)
    {
        ArgumentNullException.ThrowIfNull(gallery);
        return DistanceSpec.Of(gallery.Metric) == DistanceSpec.Of(Metric)
            ? gallery.Within(query, Threshold.Value)
            : throw new ArgumentException($"Expected a gallery of the {DistanceText.Of(Metric)}, got one of the {DistanceText.Of(gallery.Metric)}.", nameof(gallery));
    }
}
