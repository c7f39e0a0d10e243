using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Losses.Rows;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Per anchor its farthest positive against its nearest negative: <c>ln(1 + e^(dₚ − dₙ + m))</c>, or the hinge <c>[dₚ − dₙ + m]₊</c>.</summary>
/// <remarks>
/// By default soft, with m = 0, on Euclidean distances of rows as they are, mean over the anchors that have pairs of both
/// kinds: the form that Hermans, Beyer and Leibe, "In defense of the triplet loss for person re-identification", 2017, section 2,
/// recommend. Of a similarity the signs are exchanged. Above 20 the soft form is the exponent itself (error 2e-9). O(N²) time,
/// O(N) memory beyond a block of distances and the given tuples, and first derivatives only. Immutable, thread-safe.
/// </remarks>
public sealed class BatchHardLoss : MetricLoss
{
    /// <param name="penalty">Hinge or soft margin.</param>
    /// <param name="margin">m, in the unit of the distance. Finite.</param>
    /// <param name="options">Distance (Euclidean, not normalised), reducer (mean) and regulariser.</param>
    /// <exception cref="ArgumentOutOfRangeException">The margin is not finite, or the penalty is none of the named ones.</exception>
    public BatchHardLoss(TripletPenalty penalty = TripletPenalty.SoftMargin, double margin = 0, MetricLossOptions? options = null)
        : base(nameof(BatchHardLoss), options, new LpDistance(normalize: false))
    {
        this.penalty = Enum.IsDefined(penalty)
            ? penalty
            : throw new ArgumentOutOfRangeException(nameof(penalty), penalty, $"Expected one of {string.Join(", ", Enum.GetNames<TripletPenalty>())}, got {penalty}.");
        this.margin = Check.Finite(margin);
    }

    /// <summary>Hinge or soft margin.</summary>
    public TripletPenalty penalty { get; }

    /// <summary>m.</summary>
    public double margin { get; }

    internal override LossResult? Rows(LossBatch batch, long blockElements)
    {
        if (RowReduction.Of(reducer, batch) is not { } reduction || RowPairs.Of(batch, tuples: true) is not { } pairs)
            return null;
        return RowPass.Run(new TripletRows(pairs, distance.IsInverted, Rule), distance, reduction, batch.Embeddings, batch.ReferenceEmbeddings, blockElements).ToLoss(batch);
    }

    internal override LossResult? Masked(LossBatch batch)
        => TripletMasks.Price(Farther(distance.Matrix(batch.Embeddings, batch.ReferenceEmbeddings)), PairMasks.OfClasses(batch), Rule)?.ToLoss(reducer, batch);

    private TripletRule Rule => new(margin, penalty == TripletPenalty.SoftMargin, TripletSelection.Hardest, Window: 0);

    private protected override IReadOnlyList<LossPart> Parts(LossBatch batch)
    {
        var masks = PairMasks.Of(batch);
        var farther = Farther(distance.Matrix(batch.Embeddings, batch.ReferenceEmbeddings));          // [N, M]
        var rows = masks.Positive.any(1).logical_and(masks.Negative.any(1)).nonzero().reshape(-1);    // [K]
        if (rows.shape[0] == 0)
            return [new LossPart(farther.sum(1).index_select(0, rows), rows)];
        var (lowest, highest) = (finfo(farther.dtype).min, finfo(farther.dtype).max);
        var hardestPositive = farther.masked_fill(masks.Positive.logical_not(), lowest).max(1).values.index_select(0, rows);
        var hardestNegative = farther.masked_fill(masks.Negative.logical_not(), highest).min(1).values.index_select(0, rows);
        var violation = hardestPositive - hardestNegative + margin;                                   // [K]
        return [new LossPart(penalty == TripletPenalty.SoftMargin ? nn.functional.softplus(violation) : violation.relu(), rows)];
    }
}
