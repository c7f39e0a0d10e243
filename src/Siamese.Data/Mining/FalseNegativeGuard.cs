using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Mining;

/// <summary>Any miner, less the negatives that a guide takes for positives: those that lie too near the anchor, or nearer than its positive.</summary>
/// <remarks>
/// The guide is a set of embeddings of the same rows, best of another network (<see cref="GuidedBy"/>); without one the
/// embeddings that are mined guide themselves. A triplet is dropped with its negative; of pairs, only the negative ones, where the
/// positive to compare with is the anchor's nearest among the positive pairs. Source of the idea: Solatorio, "GISTEmbed", 2024.
/// </remarks>
public sealed class FalseNegativeGuard : IMiner, IBatchMiner
{
    private readonly IMiner _miner;
    private readonly IBatchMiner _inner;
    private readonly (Tensor Rows, Tensor? Reference)? _guide;

    /// <param name="miner">A miner of this library that looks at labels.</param>
    /// <param name="tooNear">Negatives nearer to the anchor than this are dropped (similarities: above it); null for no such limit.</param>
    /// <param name="positiveMargin">Negatives nearer than the positive plus this are dropped: 0 drops those nearer than the positive, below 0 only those nearer by that much; null for no such limit.</param>
    /// <param name="distance">In which the guide compares; null for the Euclidean distance of L2-normalised rows.</param>
    /// <exception cref="ArgumentNullException"><paramref name="miner"/> is null.</exception>
    /// <exception cref="ArgumentException">Neither limit is given, or the miner is another one.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A limit is not finite.</exception>
    public FalseNegativeGuard(IMiner miner, double? tooNear = null, double? positiveMargin = null, IDistance? distance = null)
        : this(miner, tooNear, positiveMargin, distance ?? new LpDistance(), guide: null)
    {
    }

    private FalseNegativeGuard(IMiner miner, double? tooNear, double? positiveMargin, IDistance distance, (Tensor Rows, Tensor? Reference)? guide)
    {
        ArgumentNullException.ThrowIfNull(miner);
        if (tooNear is null && positiveMargin is null)
            throw new ArgumentException("Expected a limit to the distance, to the distance beyond the positive, or both, got neither.", nameof(tooNear));
        _miner = miner;
        _inner = RelationMiner.Inner(miner, nameof(miner));
        _guide = guide;
        TooNear = tooNear is { } near ? Check.Finite(near, nameof(tooNear)) : null;
        PositiveMargin = positiveMargin is { } margin ? Check.Finite(margin, nameof(positiveMargin)) : null;
        Distance = distance;
    }

    /// <summary>Negatives nearer to the anchor than this are dropped.</summary>
    public double? TooNear { get; }

    /// <summary>Negatives nearer than the positive plus this are dropped.</summary>
    public double? PositiveMargin { get; }

    /// <summary>In which the guide compares.</summary>
    public IDistance Distance { get; }

    /// <summary>The guard for one batch with a guide's embeddings of its rows.</summary>
    /// <param name="rows">What the guide makes of the batch, <c>[N, any D]</c>, floating point; used, not copied.</param>
    /// <param name="reference">What it makes of the reference set, <c>[M, same D]</c>; null without one.</param>
    /// <exception cref="ArgumentException">A shape, dtype or device does not fit.</exception>
    public FalseNegativeGuard GuidedBy(Tensor rows, Tensor? reference = null)
    {
        Check.Embeddings(rows);
        if (reference is not null)
            Check.EmbeddingsLike(reference, rows);
        return new FalseNegativeGuard(_miner, TooNear, PositiveMargin, Distance, (rows, reference));
    }

    /// <inheritdoc/>
    public IMiner At(int epoch, long batch) => new FalseNegativeGuard(_miner.At(epoch, batch), TooNear, PositiveMargin, Distance, _guide);

    /// <inheritdoc/>
    public TupleIndices Mine(Tensor embeddings, Tensor labels, Tensor? referenceEmbeddings = null, Tensor? referenceLabels = null)
        => Mine(embeddings, MiningPass.CheckArguments(embeddings, labels, referenceEmbeddings, referenceLabels), referenceEmbeddings);

    TupleIndices IBatchMiner.Mine(Tensor embeddings, BatchLabels labels, Tensor? referenceEmbeddings) => Mine(embeddings, labels, referenceEmbeddings);

    private TupleIndices Mine(Tensor embeddings, BatchLabels labels, Tensor? referenceEmbeddings)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var (rows, reference) = _guide is { } guide ? guide : (embeddings, referenceEmbeddings);
        if (rows.shape[0] != embeddings.shape[0] || (reference ?? rows).shape[0] != labels.ReferenceCount)
            throw new ArgumentException($"Expected a guide with {embeddings.shape[0]} rows and {labels.ReferenceCount} of the reference set, got {rows.shape[0]} and {(reference ?? rows).shape[0]}.", nameof(embeddings));
        var mined = _inner.Mine(embeddings, labels, referenceEmbeddings);
        TupleIndices kept = mined is TripletIndices triplets
            ? Triplets(triplets, rows, reference)
            : Pairs((PairIndices)mined, rows, reference);
        return kept.MoveToOuterDisposeScope();
    }

    private TripletIndices Triplets(TripletIndices triplets, Tensor rows, Tensor? reference)
    {
        var far = Far(rows, reference, triplets.Anchors, triplets.Negatives);
        var near = PositiveMargin is null ? null : Far(rows, reference, triplets.Anchors, triplets.Positives);
        var keep = Keep(far, near);
        return new TripletIndices(
            triplets.Anchors.masked_select(keep), triplets.Positives.masked_select(keep), triplets.Negatives.masked_select(keep),
            (triplets.AnchorLimit, triplets.OtherLimit));
    }

    private PairIndices Pairs(PairIndices pairs, Tensor rows, Tensor? reference)
    {
        var far = Far(rows, reference, pairs.NegativeAnchors, pairs.Negatives);
        var near = PositiveMargin is null ? null : NearestPositives(pairs, rows, reference).index_select(0, pairs.NegativeAnchors);
        var keep = Keep(far, near);
        return new PairIndices(
            pairs.PositiveAnchors.alias(), pairs.Positives.alias(), pairs.NegativeAnchors.masked_select(keep), pairs.Negatives.masked_select(keep),
            (pairs.AnchorLimit, pairs.OtherLimit));
    }

    /// <summary>Distance of every row to its nearest positive, <c>[N]</c>; minus infinity for a row without, which forbids nothing.</summary>
    private Tensor NearestPositives(PairIndices pairs, Tensor rows, Tensor? reference)
    {
        var distances = Far(rows, reference, pairs.PositiveAnchors, pairs.Positives).to(ScalarType.Float64).cpu().data<double>().ToArray();
        var anchors = pairs.PositiveAnchors.cpu().data<long>().ToArray();
        var nearest = new double[rows.shape[0]];
        Array.Fill(nearest, double.NegativeInfinity);
        for (var i = 0; i < anchors.Length; i++)
        {
            ref var known = ref nearest[anchors[i]];
            known = double.IsNegativeInfinity(known) ? distances[i] : Math.Min(known, distances[i]);
        }
        return tensor(nearest).to(rows.dtype, rows.device);
    }

    /// <summary>Guide distances of pairs, larger farther.</summary>
    private Tensor Far(Tensor rows, Tensor? reference, Tensor anchors, Tensor others)
    {
        var distances = Distance.Pairwise(Rows.Widen(rows.index_select(0, anchors)), Rows.Widen((reference ?? rows).index_select(0, others)));
        return Distance.IsInverted ? distances.neg() : distances;
    }

    private Tensor Keep(Tensor far, Tensor? near)
    {
        var keep = ones_like(far, ScalarType.Bool);
        if (TooNear is { } limit)
            keep = keep.logical_and(far.ge(Distance.IsInverted ? -limit : limit));
        return near is null ? keep : keep.logical_and(far.ge(near + PositiveMargin!.Value));
    }
}
