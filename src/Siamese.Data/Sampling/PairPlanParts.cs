using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>What a <see cref="PairPlan"/> is made of, checked.</summary>
internal sealed class PairPlanParts
{
    private PairPlanParts(PairSpace positives, PairSpace negatives, PairPlanOptions options)
    {
        (Positives, Negatives, Options) = (positives, negatives, options);
        Sides = new Interleave(options.Positives, options.Negatives);
        var random = new CounterRandom(options.Seed);
        PositiveOrder = PlanOrder.Of(positives, options.Anchors, options.ClassWeights, random.Fork(0), options.WhenExhausted, "positive pairs");
        NegativeOrder = PlanOrder.Of(negatives, options.Anchors, options.ClassWeights, random.Fork(1), options.WhenExhausted, "negative pairs");
        UniqueLength = UInt128.Min(Sides.PlaceOfFirst(PositiveOrder.UniqueLength), Sides.PlaceOfSecond(NegativeOrder.UniqueLength));
    }

    internal PairSpace Positives { get; }

    internal PairSpace Negatives { get; }

    internal PairPlanOptions Options { get; }

    internal Interleave Sides { get; }

    internal TupleOrder PositiveOrder { get; }

    internal TupleOrder NegativeOrder { get; }

    internal UInt128 UniqueLength { get; }

    internal static PairPlanParts Of(ClassIndex classes, PairPlanOptions options)
    {
        ArgumentNullException.ThrowIfNull(classes);
        Check(options);
        PlanCheck.BothSides(classes, options.Lone, nameof(classes));
        if (options is { Form: PairForm.Unordered, Anchors: AnchorBalance.Tuple })
            return new PairPlanParts(new PositivePairSpace(classes, options.Lone), new NegativePairSpace(classes), options);
        var self = options.Form == PairForm.OrderedWithSelf;
        return new PairPlanParts(new OrderedPositivePairSpace(classes, self, options.Lone), new OrderedNegativePairSpace(classes), options);
    }

    internal static PairPlanParts Of(PairSpace positives, PairSpace negatives, PairPlanOptions options)
    {
        ArgumentNullException.ThrowIfNull(positives);
        ArgumentNullException.ThrowIfNull(negatives);
        Check(options);
        if (!positives.Same)
            throw new ArgumentException("Needs a space of positive pairs, got one of negative pairs.", nameof(positives));
        if (negatives.Same)
            throw new ArgumentException("Needs a space of negative pairs, got one of positive pairs.", nameof(negatives));
        if (positives.SampleCount != negatives.SampleCount)
        {
            throw new ArgumentException(
                $"Needs spaces of one set, got {positives.SampleCount} samples with positives and {negatives.SampleCount} with negatives.",
                nameof(negatives));
        }

        PlanCheck.Space(positives, nameof(positives));
        PlanCheck.Space(negatives, nameof(negatives));
        return new PairPlanParts(positives, negatives, options);
    }

    private static void Check(PairPlanOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        PlanCheck.Defined(options.Form, nameof(options.Form), nameof(options));
        PlanCheck.Defined(options.Lone, nameof(options.Lone), nameof(options));
        PlanCheck.Defined(options.Anchors, nameof(options.Anchors), nameof(options));
        PlanCheck.Defined(options.WhenExhausted, nameof(options.WhenExhausted), nameof(options));
        if (options.Positives < 1 || options.Negatives < 1)
        {
            throw new ArgumentException(
                $"Needs a ratio of at least 1 positive to 1 negative, got {options.Positives} to {options.Negatives}.", nameof(options));
        }
    }
}
