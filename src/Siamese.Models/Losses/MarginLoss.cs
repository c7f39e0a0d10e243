using TorchSharp.Modules;
using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Losses.Reducers;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Per triplet <c>[d(a,p) − β + m]₊ + [β − d(a,n) + m]₊</c>: positives inside the boundary β, negatives outside, m to spare.</summary>
/// <remarks>
/// β is a number, or learnt, one for all or one per class; then <c>νβ</c> is added. By default on the Euclidean distance of
/// L2-normalised rows, the sum over the triplets divided by the number of violations. Source: Wu, Manmatha, Smola and
/// Krähenbühl, "Sampling matters in deep embedding learning", ICCV 2017, eq. 5. All triplets of a batch with the reducers
/// divisor and sum are priced pair by pair, in O(N²); other reducers list the triplets. Of a similarity the signs are exchanged.
/// Checkpoint key, where β is learnt: <c>beta</c>, <c>[1]</c> or <c>[classes]</c>. Not thread-safe while β is trained.
/// </remarks>
public sealed class MarginLoss : MetricLoss
{
    private readonly Parameter? beta;   // [1] or [C]
    private readonly MarginLossOptions _options;

    /// <param name="options">Margin, boundary, distance (Euclidean, normalised), reducer (divisor) and regulariser.</param>
    public MarginLoss(MarginLossOptions? options = null)
        : base(nameof(MarginLoss), options, new LpDistance(), Reducer.Divisor)
    {
        _options = options ?? new MarginLossOptions();
        if (_options.Boundary != MarginBoundary.Fixed)
            beta = (Parameter)new Parameter(full([_options.Boundary == MarginBoundary.Learnt ? 1 : _options.Classes], _options.Beta)).DetachFromDisposeScope();
        RegisterComponents();
    }

    /// <summary>m.</summary>
    public double margin => _options.Margin;

    private protected override IReadOnlyList<LossPart> Parts(LossBatch batch)
    {
        var matrix = distance.Matrix(batch.Embeddings, batch.ReferenceEmbeddings);                    // [N, M]
        var boundaries = Boundaries(batch);                                                           // [N]
        return batch.Tuples is null && (reducer == Reducer.Divisor || reducer == Reducer.Sum)
            ? OfPairs(PairMasks.OfClasses(batch), matrix, boundaries)
            : OfTriplets(batch.Tuples?.ToTriplets() ?? PairMasks.OfClasses(batch).ToIndices().ToTriplets(), matrix, boundaries);
    }

    /// <summary>All triplets at once: a positive pair is in as many as its anchor has negatives, and the other way round.</summary>
    private LossPart[] OfPairs(PairMasks masks, Tensor matrix, Tensor boundaries)
    {
        var (positives, negatives) = (masks.Positive.sum(1), masks.Negative.sum(1));                  // [N]
        var (a1, p) = masks.PositivePairs();
        var (a2, n) = masks.NegativePairs();
        var tooFar = Violation(Pick(matrix, a1, p), boundaries.index_select(0, a1));                  // [P]
        var tooNear = Violation(boundaries.index_select(0, a2), Pick(matrix, a2, n));                 // [Q]
        var triplets = cat([negatives.index_select(0, a1), positives.index_select(0, a2)]);           // of each pair
        var violations = cat([tooFar, tooNear]);
        var active = (violations.gt(0) * triplets).sum();
        var part = new LossPart(violations * triplets, cat([a1, a2])) { Divisor = active, Usable = triplets.gt(0) };
        var anchors = arange(matrix.shape[0], dtype: ScalarType.Int64, device: matrix.device);
        return [part, .. Penalty(boundaries, anchors, positives * negatives, active)];
    }

    private LossPart[] OfTriplets(TripletIndices triplets, Tensor matrix, Tensor boundaries)
    {
        var boundary = boundaries.index_select(0, triplets.Anchors);                                  // [T]
        var tooFar = Violation(Pick(matrix, triplets.Anchors, triplets.Positives), boundary);         // [T]
        var tooNear = Violation(boundary, Pick(matrix, triplets.Anchors, triplets.Negatives));        // [T]
        var active = tooFar.gt(0).sum() + tooNear.gt(0).sum();
        var part = new LossPart(tooFar + tooNear, triplets.Anchors) { Divisor = active };
        return [part, .. Penalty(boundaries, triplets.Anchors, ones_like(triplets.Anchors), active)];
    }

    private Tensor Violation(Tensor nearer, Tensor farther) => (Farther(nearer - farther) + margin).relu();

    /// <summary>What the learnt boundary costs: <c>νβ</c>, or for classes that of each triplet. No tuples of its own.</summary>
    private LossPart[] Penalty(Tensor boundaries, Tensor anchors, Tensor triplets, Tensor active)
    {
        if (beta is null)
            return [];
        if (_options.Boundary == MarginBoundary.Learnt)
            return [new LossPart(beta.to(boundaries.dtype).sum() * _options.Nu * triplets.sum().gt(0), anchors.narrow(0, 0, 0))];
        var losses = boundaries.index_select(0, anchors) * triplets * _options.Nu;
        return [new LossPart(losses, anchors) { Divisor = active, Usable = zeros_like(anchors, ScalarType.Bool) }];
    }

    /// <summary>β of each row of the batch, <c>[N]</c>.</summary>
    private Tensor Boundaries(LossBatch batch)
    {
        var embeddings = batch.Embeddings;
        if (beta is null)
            return full(embeddings.shape[0], _options.Beta, embeddings.dtype, embeddings.device);
        Check.SameDevice(embeddings, beta);
        var values = beta.to(embeddings.dtype);
        if (_options.Boundary == MarginBoundary.Learnt)
            return values.expand(embeddings.shape[0]);
        return values.index_select(0, ClassCheck.Run(batch.Labels, _options.Classes));
    }
}
