using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Losses.Reducers;
using TorchSharp.Siamese.Models.Losses.Rows;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Per triplet <c>[d(a,p) − d(a,n) + margin]₊</c>, or its soft form: the negative is to be farther than the positive.</summary>
/// <remarks>
/// For similarities the signs are exchanged. With swap, <c>d(a,n)</c> becomes <c>min(d(a,n), d(p,n))</c>: Balntas, Riba, Ponsa
/// and Mikolajczyk, BMVC 2016. Source: Schroff, Kalenichenko and Philbin, "FaceNet", CVPR 2015, eq. 3, there on squared
/// distances: <c>new LpDistance(power: 2)</c>. Above v = 20 the soft form is v itself (error 2e-9). Equal rows have
/// gradient 0 between them. Without given tuples and swap, and with a reducer that needs no single triplets, no triplet is
/// ever listed: the loss of N rows takes O(N) memory beyond a block of distances and, with the hinge, O(N² log N) time,
/// whatever the number of triplets; value and gradient are those of the listing form. It has no second derivatives then.
/// </remarks>
public sealed class TripletMarginLoss : MetricLoss
{
    /// <param name="margin">How much farther than the positive the negative should be, on L2-normalised rows (distances 0 to 2). Finite.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="margin"/> is not finite.</exception>
    public TripletMarginLoss(double margin = 0.05)
        : this(new TripletMarginLossOptions { Margin = Check.Finite(margin) })
    {
    }

    /// <param name="options">Margin, penalty, swap, selection, distance and reducer.</param>
    /// <exception cref="ArgumentOutOfRangeException">A margin is not finite or out of range, or penalty or selection is none of the named ones.</exception>
    public TripletMarginLoss(TripletMarginLossOptions options)
        : base(nameof(TripletMarginLoss), options, DistanceOf(options), Reducer.AverageNonZero)
    {
        margin = Check.Finite(options.Margin, nameof(options));
        swap = options.Swap;
        selection = Enum.IsDefined(options.Selection)
            ? options.Selection
            : throw new ArgumentOutOfRangeException(nameof(options), options.Selection, $"Expected one of {string.Join(", ", Enum.GetNames<TripletSelection>())}, got {options.Selection}.");
        selection_margin = options.SelectionMargin is { } window ? Check.FinitePositive(window, nameof(options)) : margin;
        if (options.SelectionMargin is null && margin <= 0 && selection is TripletSelection.SemiHard or TripletSelection.NearestSemiHard)
            throw new ArgumentOutOfRangeException(nameof(options), margin, $"Expected a margin above 0, or a selection margin, to select semi-hard triplets by, got a margin of {margin}.");
        penalty = Enum.IsDefined(options.Penalty)
            ? options.Penalty
            : throw new ArgumentOutOfRangeException(nameof(options), options.Penalty, $"Expected one of {string.Join(", ", Enum.GetNames<TripletPenalty>())}, got {options.Penalty}.");
    }

    /// <summary>How much farther than the positive the negative should be.</summary>
    public double margin { get; }

    /// <summary>Hinge or soft margin.</summary>
    public TripletPenalty penalty { get; }

    /// <summary>Whether the negative's distance is that to anchor or positive, whichever is nearer.</summary>
    public bool swap { get; }

    /// <summary>Which triplets are priced where none are given.</summary>
    public TripletSelection selection { get; }

    /// <summary>How much farther than the positive a semi-hard negative may be.</summary>
    public double selection_margin { get; }

    /// <summary>Prices given triplets.</summary>
    /// <param name="anchor">Embeddings, <c>[N, D]</c>, floating point, finite.</param>
    /// <param name="positive">Embeddings of the anchors' classes, <c>[N, D]</c>, same dtype and device.</param>
    /// <param name="negative">Embeddings of other classes, <c>[N, D]</c>, same dtype and device.</param>
    /// <returns>A scalar, or <c>[N]</c> without reduction. 0 for N = 0. The caller owns it.</returns>
    /// <exception cref="ArgumentException">A shape, dtype or device differs from the above, or a number is not finite.</exception>
    public Tensor forward(Tensor anchor, Tensor positive, Tensor negative)
    {
        TupleRows.Check((anchor, nameof(anchor)), (positive, nameof(positive)), (negative, nameof(negative)));
        using var scope = NewDisposeScope();
        var near = distance.Pairwise(anchor, positive);                                                // [N]
        var far = distance.Pairwise(anchor, negative);                                                 // [N]
        if (swap)
            far = Nearer(far, distance.Pairwise(positive, negative));
        var rows = arange(anchor.shape[0], dtype: ScalarType.Int64, device: anchor.device);            // [N]
        return Saturation.Of(Reduce([new LossPart(Price(near, far), rows)], new LossBatch(anchor)), anchor, positive, negative).MoveToOuterDisposeScope();
    }

    /// <inheritdoc cref="forward(Tensor, Tensor, Tensor)"/>
    public Tensor call(Tensor anchor, Tensor positive, Tensor negative) => forward(anchor, positive, negative);

    // A relation or lists admit pairs; which triplets of those are priced is the selection's affair.
    private protected override LossBatch Resolved(LossBatch batch) => batch;

    private protected override IReadOnlyList<LossPart> Parts(LossBatch batch)
    {
        var triplets = batch.Tuples?.ToTriplets() ?? Select(batch);
        var matrix = distance.Matrix(batch.Embeddings, batch.ReferenceEmbeddings);                     // [N, M]
        var near = Pick(matrix, triplets.Anchors, triplets.Positives);                                 // [T]
        var far = Pick(matrix, triplets.Anchors, triplets.Negatives);                                  // [T]
        if (swap)
        {
            // Positive and negative both come from the reference set, so their distance does too.
            var among = batch.ReferenceEmbeddings is { } reference ? distance.Matrix(reference) : matrix;
            far = Nearer(far, Pick(among, triplets.Positives, triplets.Negatives));
        }
        return [new LossPart(Price(near, far), triplets.Anchors)];
    }

    internal override LossResult? Rows(LossBatch batch, long blockElements)
    {
        if (swap || RowReduction.Of(reducer, batch) is not { } reduction || RowPairs.Of(batch, tuples: false) is not { } pairs)
            return null;
        var rows = new TripletRows(pairs, distance.IsInverted, Rule);
        return RowPass.Run(rows, distance, reduction, batch.Embeddings, batch.ReferenceEmbeddings, blockElements).ToLoss(batch);
    }

    internal override LossResult? Masked(LossBatch batch)
        => swap ? null : TripletMasks.Price(Farther(distance.Matrix(batch.Embeddings, batch.ReferenceEmbeddings)), PairMasks.OfClasses(batch), Rule)?.ToLoss(reducer, batch);

    private TripletRule Rule => new(margin, penalty == TripletPenalty.SoftMargin, selection, selection_margin);

    /// <summary>The triplets that <see cref="selection"/> names, listed.</summary>
    private TripletIndices Select(LossBatch batch)
    {
        IBatchMiner miner = selection switch
        {
            TripletSelection.All => new BatchAllMiner(),
            TripletSelection.Hard => new TripletMarginMiner(0, TripletKind.Hard, distance),
            TripletSelection.SemiHard => new TripletMarginMiner(selection_margin, TripletKind.SemiHard, distance),
            TripletSelection.NearestSemiHard => new SemiHardMiner(selection_margin, distance),
            TripletSelection.Hardest => new BatchHardMiner(distance),
            _ => throw new InvalidOperationException($"Unknown selection {selection}."),
        };
        return (TripletIndices)miner.Mine(batch.Embeddings, batch.ReadLists()!, batch.ReferenceEmbeddings);
    }

    private Tensor Nearer(Tensor left, Tensor right)
        => distance.IsInverted ? maximum(left, right) : minimum(left, right);

    private Tensor Price(Tensor near, Tensor far)
    {
        var violation = (distance.IsInverted ? far - near : near - far) + margin;                      // [T]
        return penalty == TripletPenalty.SoftMargin ? nn.functional.softplus(violation) : violation.relu();
    }

    private static IDistance DistanceOf(TripletMarginLossOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Distance ?? new LpDistance();
    }
}
