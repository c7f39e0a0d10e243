using System.Globalization;
using System.Runtime.InteropServices;
using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Evaluation;

/// <summary>1-nearest-neighbour accuracy of labelled embeddings, exact and blocked.</summary>
public static class KnnEvaluator
{
    /// <summary>Every query is given the class of its nearest gallery row.</summary>
    /// <param name="query">Embeddings, <c>[N, D]</c>, floating point.</param>
    /// <param name="queryLabels">Whole numbers, <c>[N]</c>.</param>
    /// <param name="gallery">Embeddings, <c>[M, D]</c>, same dtype and device; null to leave one out: each query against all other queries.</param>
    /// <param name="galleryLabels">Whole numbers, <c>[M]</c>; given exactly if <paramref name="gallery"/> is.</param>
    /// <param name="distance">Null for the Euclidean distance of L2-normalised rows.</param>
    /// <param name="galleryBeginsWithQuery">True where the first N rows of the gallery are the queries, so that row i is not a neighbour of query i.</param>
    /// <returns>The counts and rates.</returns>
    /// <exception cref="ArgumentException">A shape, dtype or device differs from the above, an embedding is not finite, or no query has a gallery row to compare with.</exception>
    public static KnnResult Evaluate(
        Tensor query, Tensor queryLabels, Tensor? gallery = null, Tensor? galleryLabels = null, IDistance? distance = null, bool galleryBeginsWithQuery = false)
    {
        Check.FiniteRows(Check.Embeddings(query), nameof(query));
        if (gallery is not null)
            Check.FiniteRows(Check.EmbeddingsLike(gallery, query), nameof(gallery));
        var asked = Host(Check.Labels(queryLabels, query.shape[0]));
        if (gallery is null != galleryLabels is null)
            throw new ArgumentException("Expected both a gallery and its labels, or neither, got one of them.", gallery is null ? nameof(gallery) : nameof(galleryLabels));
        var known = gallery is null ? asked : Host(Check.Labels(galleryLabels!, gallery.shape[0]));
        var skipSelf = gallery is null || galleryBeginsWithQuery;
        if (known.Length < (skipSelf ? 2 : 1))
            throw new ArgumentException($"Expected at least one gallery row besides a query itself, got {known.Length} in all.", gallery is null ? nameof(query) : nameof(gallery));

        using var nearest = NearestNeighbors.Search(query, gallery, 1, distance, galleryBeginsWithQuery);   // [N, 1]
        var what = gallery is null
            ? string.Create(CultureInfo.InvariantCulture, $"each row against the {known.Length - 1} others")
            : string.Create(CultureInfo.InvariantCulture, $"a gallery of {known.Length} rows{(galleryBeginsWithQuery ? ", themselves left out" : "")}");
        return Count(asked, known, Host(nearest), skipSelf, $"{what}; {DistanceText.Of(distance ?? new LpDistance())}");
    }

    private static KnnResult Count(long[] asked, long[] known, long[] nearest, bool skipSelf, string protocol)
    {
        var sizes = new Dictionary<long, int>();
        foreach (var label in known)
            CollectionsMarshal.GetValueRefOrAddDefault(sizes, label, out _)++;
        var perClass = new SortedDictionary<long, (int Correct, int Answerable)>();
        for (var i = 0; i < asked.Length; i++)
        {
            if (sizes.GetValueOrDefault(asked[i]) < (skipSelf ? 2 : 1))
                continue;
            var (correct, answerable) = perClass.GetValueOrDefault(asked[i]);
            perClass[asked[i]] = (correct + (known[nearest[i]] == asked[i] ? 1 : 0), answerable + 1);
        }
        return new KnnResult(
            asked.Length,
            perClass.Values.Sum(c => c.Answerable),
            perClass.Values.Sum(c => c.Correct),
            new SortedDictionary<long, double>(perClass.ToDictionary(c => c.Key, c => (double)c.Value.Correct / c.Value.Answerable)),
            protocol);
    }

    private static long[] Host(Tensor values)
    {
        using var scope = NewDisposeScope();
        return MemoryMarshal.Cast<byte, long>(values.to(ScalarType.Int64, CPU).contiguous().bytes).ToArray();
    }
}
