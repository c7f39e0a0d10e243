using TorchSharp.Modules;
using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Losses.Reducers;
using TorchSharp.Siamese.Models.Losses.Rows;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Per triplet <c>[d(a,p) − β + m]₊ + [β − d(a,n) + m]₊</c>: positives inside the boundary β, negatives outside, m to spare.</summary>
/// <remarks>
/// β is a number, or learnt, one for all or one per class; then <c>νβ</c> is added. By default on the Euclidean distance of
/// L2-normalised rows, the sum over the triplets divided by the number of violations. Source: Wu, Manmatha, Smola and
/// Krähenbühl, "Sampling matters in deep embedding learning", ICCV 2017, eq. 5. All triplets of a batch are priced pair by pair, in
/// O(N²) time and O(N) memory beyond a block of distances, with first derivatives only; no reduction, and a threshold reducer
/// other than average of non-zero, list them. Of a similarity the signs are exchanged.
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

    internal override LossResult? Rows(LossBatch batch, long blockElements)
    {
        if (RowPairs.Of(batch, tuples: false) is not { } pairs)
            return null;
        var boundaries = Boundaries(batch);                                                           // [N]
        var rows = new MarginRows(pairs, Sign, margin, [.. boundaries.detach().to(ScalarType.Float64, CPU).contiguous().data<double>()]);
        var reduction = reducer == Reducer.Divisor ? RowReduction.DividedBy(() => rows.Violations) : RowReduction.Of(reducer, batch);
        if (reduction is null)
            return null;
        var result = RowPass.Run(rows, distance, reduction, batch.Embeddings, batch.ReferenceEmbeddings, blockElements);
        var loss = result.ToLoss(batch);
        if (beta is null)
            return loss;
        var factor = reduction.Factor(result.Totals);
        var ofBoundaries = tensor(rows.OfBoundaries.Select((slope, i) => slope * reduction.Weight(i, result.Totals[i]) * factor).ToArray());
        // Adds 0, which has the boundaries' gradient.
        var learns = ((boundaries - boundaries.detach()) * ofBoundaries.to(boundaries.dtype, boundaries.device)).sum();
        return new LossResult(loss.Loss + learns + Penalty(boundaries, reduction, result.Totals), loss.Counts);
    }

    /// <summary>What the learnt boundary costs: <c>νβ</c>, or for classes that of each triplet.</summary>
    private Tensor Penalty(Tensor boundaries, RowReduction reduction, RowTotals totals)
    {
        if (_options.Boundary == MarginBoundary.Learnt)
            return beta!.to(boundaries.dtype).sum() * (totals.Count > 0 ? _options.Nu : 0);
        var costs = boundaries.detach().to(ScalarType.Float64, CPU).contiguous().data<double>().ToArray();
        var own = new RowTotals(costs.Length);
        for (var i = 0; i < costs.Length; i++)
        {
            var cost = costs[i] * _options.Nu;
            own[i] = new RowValue(totals[i].Count * cost, totals[i].Count, cost > 0 ? totals[i].Count : 0);
        }
        // A mean over what costs something leaves out boundaries that cost nothing or less.
        var ofPositive = reducer is ThresholdReducer or PerAnchorReducer { Inner: ThresholdReducer };
        var factor = reduction.Factor(own);
        var weights = costs.Select((_, i) => ofPositive && own[i].Active == 0 ? 0 : own[i].Count * reduction.Weight(i, own[i]) * factor * _options.Nu).ToArray();
        return (boundaries * tensor(weights).to(boundaries.dtype, boundaries.device)).sum();
    }

    internal override LossResult? Masked(LossBatch batch)
    {
        if (reducer != Reducer.Divisor && reducer != Reducer.Sum)
            return null;
        var masks = PairMasks.OfClasses(batch);
        var matrix = distance.Matrix(batch.Embeddings, batch.ReferenceEmbeddings);                    // [N, M]
        var boundaries = Boundaries(batch);
        var boundary = boundaries.unsqueeze(1);                                                       // [N, 1]
        var (near, far) = (masks.Positive.sum(1, keepdim: true), masks.Negative.sum(1, keepdim: true));
        // A positive pair is in as many triplets as its anchor has negatives, and the other way round.
        var tooFar = Violation(matrix, boundary).masked_fill(masks.Positive.logical_not(), 0) * far;
        var tooNear = Violation(boundary, matrix).masked_fill(masks.Negative.logical_not(), 0) * near;
        var (countFar, countNear) = (tooFar.gt(0).sum(1, keepdim: true), tooNear.gt(0).sum(1, keepdim: true));
        var divisor = (countFar * far + countNear * near).sum();
        var anchors = RowNumbers(batch);
        LossPart[] parts = [new LossPart((tooFar + tooNear).sum(1), anchors) { Divisor = divisor }, .. Penalty(boundaries, anchors, (near * far).reshape(-1), divisor)];
        var idle = (near - countFar) * (far - countNear) * near.mul(far).gt(0);
        return new LossResult(Reduce(parts, batch) + (batch.Embeddings * 0).sum(), stack([(near * far).sum(), (near * far - idle).sum()]));
    }

    private protected override IReadOnlyList<LossPart> Parts(LossBatch batch)
    {
        var matrix = distance.Matrix(batch.Embeddings, batch.ReferenceEmbeddings);                    // [N, M]
        return OfTriplets(batch.Tuples?.ToTriplets() ?? AllTuples.Triplets(batch.ReadLists()!), matrix, Boundaries(batch));
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
