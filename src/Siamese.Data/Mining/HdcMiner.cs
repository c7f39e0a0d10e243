using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Mining;

/// <summary>The hardest share of all positive pairs and of all negative pairs of a batch, or of those that another miner chose.</summary>
/// <remarks>
/// The farthest positives and the nearest negatives, the share rounded up to a whole number of pairs; of equal distances the
/// first pairs are taken. Pairs come in the order of the batch. Holds all pairs at once.
/// Source: Yuan, Yang and Zhang, "Hard-aware deeply cascaded embedding", ICCV 2017, section 3.
/// </remarks>
public sealed class HdcMiner : IMiner, IBatchMiner
{
    private readonly IBatchMiner? _among;

    /// <param name="share">Share of the pairs that is kept, above 0, up to 1.</param>
    /// <param name="distance">Null for the Euclidean distance of L2-normalised rows.</param>
    /// <param name="among">Whose pairs are sieved; null for all pairs that the labels admit.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="share"/> is outside its range.</exception>
    /// <exception cref="ArgumentException"><paramref name="among"/> is not a miner of this library that looks at labels.</exception>
    public HdcMiner(double share = 0.5, IDistance? distance = null, IMiner? among = null)
    {
        Share = share is > 0 and <= 1 ? share : throw new ArgumentOutOfRangeException(nameof(share), share, $"Expected a share above 0 and up to 1, got {share}.");
        Distance = distance ?? new LpDistance();
        _among = among is null ? null : RelationMiner.Inner(among, nameof(among));
    }

    /// <summary>Share of the pairs that is kept.</summary>
    public double Share { get; }

    /// <summary>What is compared.</summary>
    public IDistance Distance { get; }

    /// <inheritdoc cref="IMiner.Mine"/>
    public PairIndices Mine(Tensor embeddings, Tensor labels, Tensor? referenceEmbeddings = null, Tensor? referenceLabels = null)
        => Mine(embeddings, MiningPass.CheckArguments(embeddings, labels, referenceEmbeddings, referenceLabels), referenceEmbeddings);

    TupleIndices IMiner.Mine(Tensor embeddings, Tensor labels, Tensor? referenceEmbeddings, Tensor? referenceLabels)
        => Mine(embeddings, labels, referenceEmbeddings, referenceLabels);

    TupleIndices IBatchMiner.Mine(Tensor embeddings, BatchLabels labels, Tensor? referenceEmbeddings) => Mine(embeddings, labels, referenceEmbeddings);

    private PairIndices Mine(Tensor embeddings, BatchLabels labels, Tensor? referenceEmbeddings)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var pairs = _among?.Mine(embeddings, labels, referenceEmbeddings).ToPairs() ?? AllTuples.Pairs(labels);
        var reference = referenceEmbeddings ?? embeddings;
        var (positive, negative) = (
            Hardest(embeddings, reference, pairs.PositiveAnchors, pairs.Positives, farthest: true),
            Hardest(embeddings, reference, pairs.NegativeAnchors, pairs.Negatives, farthest: false));
        return new PairIndices(
            pairs.PositiveAnchors.index_select(0, positive), pairs.Positives.index_select(0, positive),
            pairs.NegativeAnchors.index_select(0, negative), pairs.Negatives.index_select(0, negative),
            (labels.QueryCount, labels.ReferenceCount)).MoveToOuterDisposeScope();
    }

    /// <summary>Positions of the hardest pairs, ascending.</summary>
    private Tensor Hardest(Tensor embeddings, Tensor reference, Tensor anchors, Tensor others, bool farthest)
    {
        var count = anchors.shape[0];
        if (count == 0)
            return empty(0, ScalarType.Int64, anchors.device);
        var distances = PairDistances(embeddings, reference, anchors, others);
        var keep = (long)Math.Ceiling(Share * count);
        var order = sort(distances, descending: farthest != Distance.IsInverted, stable: true).indices;
        return sort(order.narrow(0, 0, keep)).values;
    }

    // Of the matrix, as losses take them.
    private Tensor PairDistances(Tensor embeddings, Tensor reference, Tensor anchors, Tensor others)
        => Distance.Matrix(Rows.Widen(embeddings), ReferenceEquals(embeddings, reference) ? null : Rows.Widen(reference)).reshape(-1)
            .index_select(0, (anchors * reference.shape[0]) + others);
}
