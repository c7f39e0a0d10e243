using TorchSharp.Siamese.Models.Losses.Rows;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Triplet losses of whole batches by tensor operations alone: O(N² log N) time and O(N²) memory, no list, no waiting for the device.</summary>
/// <remarks>
/// A hinge is piecewise linear, so a sum of them is a sum over the distances, each times the number of triplets that price it.
/// Those numbers come from sorted rows by bisection. A gap within rounding of a limit may fall on either side of it.
/// </remarks>
internal static class TripletMasks
{
    /// <param name="far">Larger is farther, <c>[N, M]</c>.</param>
    /// <param name="masks">Who is paired.</param>
    /// <param name="rule">Which triplets cost what.</param>
    /// <returns>Null for soft margins of more than one negative, which have no such form.</returns>
    public static AnchorTotals? Price(Tensor far, PairMasks masks, TripletRule rule) => rule switch
    {
        { Selection: TripletSelection.Hardest } => Hardest(far, masks, rule),
        { Selection: TripletSelection.NearestSemiHard } => Nearest(far, masks, rule),
        { Soft: true } => null,
        _ => Hinge(far, masks, rule),
    };

    private static AnchorTotals Hinge(Tensor far, PairMasks masks, TripletRule rule)
    {
        var (above, upTo) = rule.Selection switch
        {
            TripletSelection.Hard => (double.NegativeInfinity, 0.0),
            TripletSelection.SemiHard => (0.0, rule.Window),
            _ => (double.NegativeInfinity, double.PositiveInfinity),
        };
        Tensor ofPositive, ofNegative, selected;
        using (no_grad())
        {
            var (notPositive, notNegative) = (masks.Positive.logical_not(), masks.Negative.logical_not());
            var negatives = far.masked_fill(notNegative, double.PositiveInfinity).sort(1).Values;
            var positives = far.masked_fill(notPositive, double.NegativeInfinity).sort(1).Values;
            var negativeCount = masks.Negative.sum(1, keepdim: true);
            var notPositives = notPositive.sum(1, keepdim: true);        // they stand before the positives
            // Of each positive: negatives in the window, and those of them that are nearer than the margin.
            var passed = Below(negatives, far + above, inclusive: true);
            var within = minimum(Below(negatives, far + upTo, inclusive: true), negativeCount);
            selected = (within - passed).masked_fill(notPositive, 0);
            ofPositive = (minimum(within, Below(negatives, far + rule.Margin, inclusive: false)) - passed).clamp_min(0).masked_fill(notPositive, 0);
            // Of each negative: positives from the far end of the window, or of the margin, up to its near end.
            var last = Below(positives, far - above, inclusive: false);
            var first = maximum(Below(positives, far - upTo, inclusive: false), Below(positives, far - rule.Margin, inclusive: true));
            ofNegative = (last - maximum(first, notPositives)).clamp_min(0).masked_fill(notNegative, 0);
        }
        var sums = (far * (ofPositive - ofNegative)).sum(1) + rule.Margin * ofPositive.sum(1).to(far.dtype);
        return new AnchorTotals(sums, selected.sum(1), ofPositive.sum(1));
    }

    private static AnchorTotals Hardest(Tensor far, PairMasks masks, TripletRule rule)
    {
        var usable = masks.Positive.any(1).logical_and(masks.Negative.any(1));
        var farthest = far.masked_fill(masks.Positive.logical_not(), finfo(far.dtype).min).max(1).values;
        var nearest = far.masked_fill(masks.Negative.logical_not(), finfo(far.dtype).max).min(1).values;
        var losses = Cost((farthest - nearest).masked_fill(usable.logical_not(), 0), rule);
        return AnchorTotals.Of(losses.unsqueeze(1), usable.unsqueeze(1));
    }

    /// <summary>Each positive with the nearest negative that is farther.</summary>
    private static AnchorTotals Nearest(Tensor far, PairMasks masks, TripletRule rule)
    {
        Tensor next;
        using (no_grad())
        {
            var (values, rows) = far.masked_fill(masks.Negative.logical_not(), double.PositiveInfinity).sort(1);
            var place = Below(values, far, inclusive: true).clamp_max(Math.Max(0, far.shape[1] - 1));
            next = rows.gather(1, place);
        }
        var gap = far.gather(1, next) - far;
        var selected = masks.Positive.logical_and(masks.Negative.gather(1, next)).logical_and(gap.gt(0)).logical_and(gap.le(rule.Window));
        return AnchorTotals.Of(Cost(-gap, rule), selected);
    }

    private static Tensor Cost(Tensor excess, TripletRule rule)
        => rule.Soft ? nn.functional.softplus(excess + rule.Margin) : (excess + rule.Margin).relu();

    /// <summary>How many numbers of a sorted row lie below each value of the row of values, or at it.</summary>
    private static Tensor Below(Tensor sorted, Tensor values, bool inclusive) => searchsorted(sorted, values.contiguous(), right: inclusive);
}
