using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>Tuplets (an anchor, P positives, K negatives) in random order, none twice before all have come.</summary>
/// <remarks>
/// The order is computed, not stored. Epochs are consecutive slices of it: a tuplet comes again only after all have come
/// (all of its class or anchor, where those are balanced). A pure function of (classes, options, epoch, index).
/// Immutable, thread-safe.
/// </remarks>
public sealed class TupletPlan : ITuplePlan
{
    private readonly int _positives;
    private readonly TupleOrder _order;

    /// <summary>Plans the tuplets of a labelled set.</summary>
    /// <param name="classes">Who belongs to which class.</param>
    /// <param name="options">Sizes, seed, balance, epoch length and policy.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="classes"/> has no such tuplet, or more than 2^127. <paramref name="options"/>: a size or the epoch
    /// length is outside its range, an enum has another value, weights do not fit the classes, or an epoch would repeat
    /// tuplets although the policy is to throw.
    /// </exception>
    public TupletPlan(ClassIndex classes, TupletPlanOptions options)
        : this(SpaceOf(classes, options), options)
    {
    }

    /// <summary>Plans the tuplets of a space of them, with rules about groups.</summary>
    /// <param name="space">The tuplets.</param>
    /// <param name="options">As for classes; sizes and choice have no effect, since the space decides them.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="space"/> is empty or has more than 2^127 members. <paramref name="options"/>: as for classes.
    /// </exception>
    public TupletPlan(GroupedTupletSpace space, TupletPlanOptions options)
        : this(PlanCheck.Space(space, nameof(space)), space.Positives, options)
    {
    }

    private TupletPlan(TupletSpace space, TupletPlanOptions options)
        : this(space, space.Positives, options)
    {
    }

    private TupletPlan(ITupleSpace space, int positives, TupletPlanOptions options)
    {
        Check(options);
        Space = space;
        Options = options;
        _positives = positives;
        _order = PlanOrder.Of(
            space, options.Anchors, options.ClassWeights, new CounterRandom(options.Seed).Fork(0), options.WhenExhausted, "tuplets");
        EpochLength = PlanCheck.EpochLength(options.EpochLength, space.SampleCount, nameof(options));
        PlanCheck.FirstEpochFits(options.WhenExhausted, EpochLength, UniqueLength, nameof(options));
    }

    /// <summary>The options the plan was made with.</summary>
    public TupletPlanOptions Options { get; }

    /// <summary>The tuplets.</summary>
    public ITupleSpace Space { get; }

    /// <inheritdoc/>
    public int SampleCount => Space.SampleCount;

    /// <inheritdoc/>
    public int LearningSize => Space.Length;

    /// <inheritdoc/>
    public int? PositivesPerTuple => _positives;

    /// <inheritdoc/>
    public long EpochLength { get; }

    /// <inheritdoc/>
    public PlanFingerprint Fingerprint => new(
        PlanText.Data(SampleCount, Space),
        $"tuplets {_positives} to {LearningSize - 1 - _positives}, "
        + PlanText.Options(Options.Seed, EpochLength, Options.Anchors, Options.ClassWeights, Options.WhenExhausted));

    /// <summary>How many tuplets come, over all epochs, before one comes again: exactly where tuplets are balanced, at least where classes or anchors are.</summary>
    public UInt128 UniqueLength => _order.UniqueLength;

    /// <inheritdoc/>
    public void At(int epoch, long index, Span<int> samples, Span<bool> same)
    {
        PlanCheck.Spans(samples, same, LearningSize);
        Space.Unrank(_order.At(PlanCheck.Position(epoch, index, EpochLength)), samples);
        same[.._positives].Fill(true);
        same[_positives..].Clear();
    }

    private static TupletSpace SpaceOf(ClassIndex classes, TupletPlanOptions options)
    {
        ArgumentNullException.ThrowIfNull(classes);
        Check(options);
        var space = new TupletSpace(classes, options.Positives, options.Negatives, options.Choice, options.Lone);
        if (space.ExactCount.IsZero)
        {
            var others = options.Choice == NegativeChoice.DistinctClasses ? "of as many other classes" : "of other classes";
            throw new ArgumentException(
                $"Needs a class of at least {options.Positives + 1} samples and {options.Negatives} samples {others}, got "
                + $"{classes.ClassCount} classes of at most {classes.LargestClass} in {classes.SampleCount} samples.", nameof(classes));
        }

        return PlanCheck.Space(space, nameof(classes));
    }

    private static void Check(TupletPlanOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        PlanCheck.Defined(options.Choice, nameof(options.Choice), nameof(options));
        PlanCheck.Defined(options.Lone, nameof(options.Lone), nameof(options));
        PlanCheck.Defined(options.Anchors, nameof(options.Anchors), nameof(options));
        PlanCheck.Defined(options.WhenExhausted, nameof(options.WhenExhausted), nameof(options));
        if (options.Positives is < 1 or > 65_536 || options.Negatives is < 1 or > 65_536)
        {
            throw new ArgumentException(
                $"Needs 1 to 65536 positives and negatives, got {options.Positives} and {options.Negatives}.", nameof(options));
        }
    }
}
