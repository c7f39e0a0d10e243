using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Losses.Reducers;
using TorchSharp.Siamese.Models.Losses.Rows;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Pulls pairs of one class together and pushes pairs of two classes apart, until a margin is reached.</summary>
/// <remarks>
/// With violations <c>v = [d − positive margin]₊</c> (same class) and <c>v = [negative margin − d]₊</c> (different):
/// <c>½v²</c> or <c>v</c>, see <see cref="ContrastiveForm"/>; for similarities the signs are exchanged. Source: Hadsell,
/// Chopra and LeCun, CVPR 2006, eq. 4. Their Y is 1 for a <em>dissimilar</em> pair; <c>same</c> here is the opposite,
/// and boolean. Equal rows have gradient 0. On labels alone it has first derivatives only.
/// </remarks>
public sealed class ContrastiveLoss : MetricLoss
{
    /// <summary>The squared form on Euclidean distances, mean over all pairs.</summary>
    /// <param name="margin">Distance past which a different-class pair costs nothing. Finite, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="margin"/> is not finite and positive.</exception>
    public ContrastiveLoss(double margin = 1)
        : this(new ContrastiveLossOptions { NegativeMargin = Check.FinitePositive(margin) })
    {
    }

    /// <param name="options">Form, margins, distance and reducer.</param>
    /// <exception cref="ArgumentOutOfRangeException">A margin is not finite, or the form is none of the named ones.</exception>
    public ContrastiveLoss(ContrastiveLossOptions options)
        : base(nameof(ContrastiveLoss), options, DistanceOf(options), ReducerOf(options))
    {
        form = options.Form;
        positive_margin = Check.Finite(options.PositiveMargin, nameof(options));
        negative_margin = Check.Finite(options.NegativeMargin, nameof(options));
    }

    /// <summary>Which formula.</summary>
    public ContrastiveForm form { get; }

    /// <summary>Distance up to which a same-class pair costs nothing.</summary>
    public double positive_margin { get; }

    /// <summary>Distance from which on a different-class pair costs nothing.</summary>
    public double negative_margin { get; }

    /// <summary>Prices given pairs.</summary>
    /// <param name="left">Embeddings, <c>[N, D]</c>, floating point, finite.</param>
    /// <param name="right">Embeddings, <c>[N, D]</c>, same dtype and device as <paramref name="left"/>.</param>
    /// <param name="same"><c>[N]</c>, bool: true where the pair shares a class.</param>
    /// <returns>A scalar, or <c>[N]</c> without reduction (in the linear form the positive pairs first). 0 for N = 0. The caller owns it.</returns>
    /// <exception cref="ArgumentException">A shape, dtype or device differs from the above, or a number is not finite.</exception>
    public Tensor forward(Tensor left, Tensor right, Tensor same)
    {
        TupleRows.Check((left, nameof(left)), (right, nameof(right)));
        Check.Shape(same, [left.shape[0]]);
        if (same.dtype != ScalarType.Bool)
            throw new ArgumentException($"Expected dtype Bool, got {same.dtype}.", nameof(same));
        Check.SameDevice(same, left);
        using var scope = NewDisposeScope();
        var batch = new LossBatch(left);
        var distances = distance.Pairwise(left, right);                                                // [N]
        var rows = arange(left.shape[0], dtype: ScalarType.Int64, device: left.device);                // [N]
        if (form == ContrastiveForm.Squared)
            return Total([new LossPart(where(same, Positive(distances), Negative(distances)), rows)]);
        var different = same.logical_not();
        return Total(
            [
                new LossPart(Positive(distances.masked_select(same)), rows.masked_select(same)),
                new LossPart(Negative(distances.masked_select(different)), rows.masked_select(different)),
            ]);

        Tensor Total(IReadOnlyList<LossPart> parts) => Saturation.Of(Reduce(parts, batch), left, right).MoveToOuterDisposeScope();
    }

    /// <inheritdoc cref="forward(Tensor, Tensor, Tensor)"/>
    public Tensor call(Tensor left, Tensor right, Tensor same) => forward(left, right, same);

    private protected override IReadOnlyList<LossPart> Parts(LossBatch batch)
    {
        var pairs = batch.Tuples?.ToPairs() ?? PairIndices.All(batch.Labels!, batch.ReferenceLabels);
        var matrix = distance.Matrix(batch.Embeddings, batch.ReferenceEmbeddings);                     // [N, M]
        var positive = Positive(Pick(matrix, pairs.PositiveAnchors, pairs.Positives));                 // [P]
        var negative = Negative(Pick(matrix, pairs.NegativeAnchors, pairs.Negatives));                 // [Q]
        return form == ContrastiveForm.Squared
            ? [new LossPart(cat([positive, negative]), cat([pairs.PositiveAnchors, pairs.NegativeAnchors]))]
            : [new LossPart(positive, pairs.PositiveAnchors), new LossPart(negative, pairs.NegativeAnchors)];
    }

    internal override LossResult? Rows(LossBatch batch, long blockElements)
    {
        if (RowPairs.Of(batch, tuples: false) is not { } pairs)
            return null;
        var rows = new ContrastiveRows(pairs, distance.IsInverted, form == ContrastiveForm.Squared, positive_margin, negative_margin)
        {
            CountsFirst = form == ContrastiveForm.Linear && reducer is ThresholdReducer { Low: 0, High: null },
        };
        RowReduction? reduction = RowReduction.Sum;
        if (form == ContrastiveForm.Squared)
        {
            reduction = RowReduction.Of(reducer, batch);
        }
        else if (reducer is MeanReducer)
        {
            // Two parts, each divided by its own count.
            var (positives, negatives) = (0.0, 0.0);
            for (var i = 0; i < pairs.Anchors; i++)
                (positives, negatives) = (positives + pairs.PositiveCount(i), negatives + pairs.NegativeCount(i));
            (rows.PositiveWeight, rows.NegativeWeight) = (1 / Math.Max(1, positives), 1 / Math.Max(1, negatives));
        }
        else if (reducer is not SumReducer && !rows.CountsFirst)
        {
            reduction = null;
        }
        return reduction is null ? null : RowPass.Run(rows, distance, reduction, batch.Embeddings, batch.ReferenceEmbeddings, blockElements).ToLoss(batch);
    }

    internal override LossResult? Masked(LossBatch batch)
    {
        var masks = PairMasks.OfClasses(batch);
        var matrix = distance.Matrix(batch.Embeddings, batch.ReferenceEmbeddings);                     // [N, M]
        var (positive, negative) = (AnchorTotals.Of(Positive(matrix), masks.Positive), AnchorTotals.Of(Negative(matrix), masks.Negative));
        if (form == ContrastiveForm.Squared)
            return (positive + negative).ToLoss(reducer, batch);
        // Two parts, each reduced by itself.
        return positive.ToLoss(reducer, batch) is { } near && negative.ToLoss(reducer, batch) is { } far
            ? new LossResult(near.Loss + far.Loss, near.Counts + far.Counts)
            : null;
    }

    private Tensor Positive(Tensor distances)
        => Price(distance.IsInverted ? positive_margin - distances : distances - positive_margin);

    private Tensor Negative(Tensor distances)
        => Price(distance.IsInverted ? distances - negative_margin : negative_margin - distances);

    private Tensor Price(Tensor excess)
    {
        var violation = excess.relu();
        return form == ContrastiveForm.Squared ? 0.5 * violation.square() : violation;
    }

    private static IDistance DistanceOf(ContrastiveLossOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Distance ?? options.Form switch
        {
            ContrastiveForm.Squared => new LpDistance(normalize: false),
            ContrastiveForm.Linear => new LpDistance(),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Form, $"Expected one of {string.Join(", ", Enum.GetNames<ContrastiveForm>())}, got {options.Form}."),
        };
    }

    private static Reducer ReducerOf(ContrastiveLossOptions options)
        => options.Reducer ?? (options.Form == ContrastiveForm.Squared ? Reducer.Mean : Reducer.AverageNonZero);
}
