using System.Globalization;
using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Mining;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Evaluation;

/// <summary>How well embeddings find what belongs with them: precision@1, recall@k, R-precision, MAP@R, MAP, MRR, CMC; exact and blocked.</summary>
/// <remarks>
/// Distances are computed on the device of the embeddings, a block of queries at a time, and ranked on the host. Ties are
/// pessimistic: of equally near rows those that do not belong with the query come first, so a network that gives every image
/// the same embedding finds nothing. Queries with nothing to find are left out of every mean.
/// </remarks>
public static class RetrievalEvaluator
{
    private const long BlockElements = 1 << 22;   // 16 MB of float32 distances

    /// <summary>Ranks the gallery for every query, or all other queries without a gallery (leave one out).</summary>
    /// <param name="query">Embeddings, <c>[N, D]</c>, floating point, finite.</param>
    /// <param name="queryLabels">Whole numbers, <c>[N]</c>.</param>
    /// <param name="gallery">Embeddings, <c>[M, D]</c>, finite, same dtype and device; null to leave one out.</param>
    /// <param name="galleryLabels">Whole numbers, <c>[M]</c>; given exactly if <paramref name="gallery"/> is.</param>
    /// <param name="options">Distance and depth.</param>
    /// <returns>The figures with their protocol.</returns>
    /// <exception cref="ArgumentException">
    /// A shape, dtype or device differs from the above, an embedding or distance is not finite or NaN, there is no row to compare with, or no
    /// query has anything to find.
    /// </exception>
    public static RetrievalResult Evaluate(
        Tensor query, Tensor queryLabels, Tensor? gallery = null, Tensor? galleryLabels = null, RetrievalOptions? options = null)
        => Evaluate(query, queryLabels, gallery, galleryLabels, options ?? new(), BlockElements);

    /// <summary>Ranks under a label relation: its positives are to be found, what it ignores is left out of the ranking.</summary>
    /// <param name="query">Embeddings, <c>[N, D]</c>, floating point, finite.</param>
    /// <param name="relation">Who belongs with whom.</param>
    /// <param name="querySamples">The sample of the relation that each query shows; null where row i shows sample i.</param>
    /// <param name="gallery">Embeddings, <c>[M, D]</c>, finite, same dtype and device; null to leave one out.</param>
    /// <param name="gallerySamples">The sample that each gallery row shows; given exactly if <paramref name="gallery"/> is. Rows that show the query's own sample are left out of its ranking.</param>
    /// <param name="options">Distance and depth.</param>
    /// <returns>The figures with their protocol; none by class.</returns>
    /// <exception cref="ArgumentException">As above, or a number is none of the relation's samples.</exception>
    public static RetrievalResult Evaluate(
        Tensor query, ILabelRelation relation, IReadOnlyList<int>? querySamples = null,
        Tensor? gallery = null, IReadOnlyList<int>? gallerySamples = null, RetrievalOptions? options = null)
    {
        Check.Embeddings(query);
        ArgumentNullException.ThrowIfNull(relation);
        CheckBoth(gallery, gallerySamples, nameof(gallerySamples));
        querySamples ??= Enumerable.Range(0, relation.SampleCount).ToArray();
        CheckCount(querySamples, query, nameof(querySamples));
        if (gallery is not null)
            CheckCount(gallerySamples!, Check.EmbeddingsLike(gallery, query), nameof(gallerySamples));
        var relevance = Relevance.OfRelation(relation, querySamples, gallerySamples ?? querySamples);
        return Rank(query, gallery, relevance, options ?? new(), BlockElements);
    }

    internal static RetrievalResult Evaluate(
        Tensor query, Tensor queryLabels, Tensor? gallery, Tensor? galleryLabels, RetrievalOptions options, long blockElements)
    {
        Check.Embeddings(query);
        Check.Labels(queryLabels, query.shape[0]);
        CheckBoth(gallery, galleryLabels, nameof(galleryLabels));
        if (gallery is not null)
            Check.Labels(galleryLabels!, Check.EmbeddingsLike(gallery, query).shape[0]);
        return Rank(query, gallery, Relevance.OfClasses(queryLabels, galleryLabels), options, blockElements);
    }

    private static void CheckBoth(Tensor? gallery, object? known, string name)
    {
        if (gallery is null != known is null)
            throw new ArgumentException($"Expected both a gallery and {name}, or neither, got one of them.", gallery is null ? "gallery" : name);
    }

    private static void CheckCount(IReadOnlyList<int> samples, Tensor rows, string name)
    {
        if (samples.Count != rows.shape[0])
            throw new ArgumentException($"Expected one sample per row, {rows.shape[0]}, got {samples.Count}.", name);
    }

    private static RetrievalResult Rank(Tensor query, Tensor? gallery, Relevance relevance, RetrievalOptions options, long blockElements)
    {
        var rows = gallery ?? query;
        var skipSelf = gallery is null || options.GalleryBeginsWithQuery;
        if (skipSelf && rows.shape[0] < query.shape[0])
            throw new ArgumentException($"Expected a gallery of at least the {query.shape[0]} queries, got {rows.shape[0]} rows.", nameof(gallery));
        var others = rows.shape[0] - (skipSelf ? 1 : 0);
        if (query.shape[0] > 0 && others < 1)
            throw new ArgumentException($"Expected at least one gallery row besides a query itself, got {rows.shape[0]} in all.", gallery is null ? nameof(query) : nameof(gallery));
        Check.FiniteRows(query);
        if (gallery is not null)
            Check.FiniteRows(gallery);

        var distance = options.Distance ?? new LpDistance();
        var tally = new RankTally(relevance, options.Neighbors ?? int.MaxValue, (int)Math.Clamp(Math.Min(options.Ranks, others), 1, int.MaxValue));
        using var grad = no_grad();
        using var whole = NewDisposeScope();
        var block = Math.Max(1, blockElements / Math.Max(1, rows.shape[0]));
        if (!SquaredDistances.Takes(distance, query, rows))
            RankBlocks(query, rows, distance, tally, block, skipSelf);
        else if (query.dtype == ScalarType.Float64)
            new SquaredDistances<double>(query, rows, ((LpDistance)distance).Normalize).Visit(block, (start, far, finish) => tally.Add(start, far, skipSelf, finish));
        else
            new SquaredDistances<float>(query, rows, ((LpDistance)distance).Normalize).Visit(block, (start, far, finish) => tally.Add(start, far, skipSelf, finish));
        if (tally.Answerable == 0 && options.RequirePositives)
        {
            throw new ArgumentException($"Expected at least one query with a gallery row of its own class, got none among {query.shape[0]} queries "
                + $"and {others} rows to compare with.", nameof(query));
        }
        return tally.Result(Protocol(query, gallery, others, distance, relevance, options, tally));
    }

    private static void RankBlocks(Tensor query, Tensor rows, IDistance distance, RankTally tally, long block, bool skipSelf)
    {
        for (long start = 0; start < query.shape[0]; start += block)
        {
            using var scope = NewDisposeScope();
            var far = distance.Matrix(query.narrow(0, start, Math.Min(block, query.shape[0] - start)), rows);   // [b, M]
            far = distance.IsInverted ? far.neg() : far;
            // A sum without NaN has no part that is; else two infinities may have met.
            if (double.IsNaN(far.sum().to(ScalarType.Float64).item<double>()) && far.isnan().any().item<bool>())
                throw new ArgumentException($"Expected distances that are numbers, got NaN between queries {start} to {start + far.shape[0] - 1} and the gallery.", nameof(query));
            // No wider than needed: ranks are the same.
            if (far.dtype == ScalarType.Float64)
                tally.Add<double>((int)start, far.cpu().contiguous(), skipSelf);
            else
                tally.Add<float>((int)start, far.to(ScalarType.Float32, CPU).contiguous(), skipSelf);
        }
    }

    private static string Protocol(
        Tensor query, Tensor? gallery, long others, IDistance distance, Relevance relevance, RetrievalOptions options, RankTally tally)
    {
        var invariant = CultureInfo.InvariantCulture;
        var what = gallery is null
            ? string.Create(invariant, $"each of {query.shape[0]} rows against the {others} others")
            : string.Create(invariant, $"{query.shape[0]} queries against a gallery of {gallery.shape[0]} rows{(options.GalleryBeginsWithQuery ? ", themselves left out" : "")}");
        var depth = options.Neighbors is { } neighbors ? string.Create(invariant, $"first {neighbors} neighbours") : "all neighbours";
        return $"retrieval: {what}; {DistanceText.Of(distance)}; {relevance.Text}; {depth}; "
            + string.Create(invariant, $"{query.shape[0] - tally.Answerable} queries with nothing to find left out; of equally near rows the wrong ones first");
    }
}
