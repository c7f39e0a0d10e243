using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>Triplets in random order, none twice before all have come.</summary>
/// <remarks>
/// The order is computed, not stored. Epochs are consecutive slices of it: a triplet comes again only after all have
/// come (all of its class or anchor, where those are balanced), whatever the epochs in between. By default every triplet
/// is as likely as any other, so that large classes, which have more of them, come more often. A pure function of
/// (classes, options, epoch, index). Immutable, thread-safe.
/// </remarks>
public sealed class TripletPlan : TuplePlan<SampleTriplet>
{
    private readonly ITupleSpace<SampleTriplet> _space;
    private readonly TripletSpace? _plain;      // the same, where its unchecked form can be used
    private readonly TupleOrder _order;
    private readonly CounterRandom _flips;
    private readonly bool _flip;

    /// <summary>Plans the triplets of a labelled set.</summary>
    /// <param name="classes">Who belongs to which class.</param>
    /// <param name="options">Seed, balance, epoch length and policy.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="classes"/> has one class only, or one sample in every class. <paramref name="options"/>: the epoch
    /// length is below 1, an enum has another value, weights do not fit the classes, or an epoch would repeat triplets
    /// although the policy is to throw.
    /// </exception>
    public TripletPlan(ClassIndex classes, TripletPlanOptions options)
        : this(Prepare(SpaceOf(classes, options), options))
    {
    }

    /// <summary>Plans the triplets of a space, such as those whose negative is of the anchor's alphabet.</summary>
    /// <param name="space">The triplets.</param>
    /// <param name="options">As for classes; <see cref="TripletPlanOptions.Form"/> has no effect, since the space decides it.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="space"/> is empty or has more than 2^127 members. <paramref name="options"/>: as for classes, or a
    /// balance that the space cannot give.
    /// </exception>
    public TripletPlan(ITupleSpace<SampleTriplet> space, TripletPlanOptions options)
        : this(Prepare(PlanCheck.Space(space, nameof(space)), Check(options)))
    {
    }

    private TripletPlan((ITupleSpace<SampleTriplet> Space, TripletPlanOptions Options, TupleOrder Order) parts)
        : base(parts.Space.SampleCount, 3, parts.Options.EpochLength, parts.Order.UniqueLength, parts.Options.WhenExhausted)
    {
        (_space, Options, _order) = parts;
        _plain = _space as TripletSpace;
        _flips = new CounterRandom(Options.Seed).Fork(1);
        _flip = _plain?.Form == TripletForm.Unordered;
    }

    /// <summary>The options the plan was made with.</summary>
    public TripletPlanOptions Options { get; }

    /// <inheritdoc/>
    public override PlanFingerprint Fingerprint => new(
        PlanText.Data(SampleCount, _space),
        "triplets, " + PlanText.Options(Options.Seed, EpochLength, Options.Anchors, Options.ClassWeights, Options.WhenExhausted));

    /// <summary>The triplets.</summary>
    public ITupleSpace<SampleTriplet> Space => _space;

    private protected override SampleTriplet At(ulong position)
    {
        var number = _order.At(position);
        return Flip(_plain is null ? _space.Unrank(number) : _plain.At(number), position);
    }

    private protected override void Fill(ulong position, Span<SampleTriplet> tuples)
    {
        if (_plain is not { IsSmall: true })
        {
            for (var i = 0; i < tuples.Length; i++)
                tuples[i] = At(position + (ulong)i);
            return;
        }

        // Numbers first, then triplets: the look-ups of neighbouring triplets then wait for memory together.
        Span<ulong> numbers = stackalloc ulong[Math.Min(tuples.Length, PlanCheck.Chunk)];
        for (var start = 0; start < tuples.Length; start += numbers.Length)
        {
            var chunk = tuples.Slice(start, Math.Min(numbers.Length, tuples.Length - start));
            _order.FillSmall(position, numbers[..chunk.Length]);
            _plain.At(numbers[..chunk.Length], chunk);
            for (var i = 0; i < chunk.Length; i++)
                chunk[i] = Flip(chunk[i], position + (ulong)i);
            position += (ulong)chunk.Length;
        }
    }

    private protected override void Write(SampleTriplet tuple, Span<int> samples, Span<bool> same)
    {
        (samples[0], samples[1], samples[2]) = (tuple.Anchor, tuple.Positive, tuple.Negative);
        (same[0], same[1]) = (true, false);
    }

    private SampleTriplet Flip(SampleTriplet triplet, ulong position)
    {
        // An unordered triplet has its lower number first; which is the anchor is random.
        return _flip && (_flips.Bits(position) & 1) == 1
            ? new SampleTriplet(triplet.Positive, triplet.Anchor, triplet.Negative)
            : triplet;
    }

    private static (ITupleSpace<SampleTriplet> Space, TripletPlanOptions Options, TupleOrder Order) Prepare(
        ITupleSpace<SampleTriplet> space, TripletPlanOptions options)
    {
        var random = new CounterRandom(options.Seed).Fork(0);
        return (space, options, PlanOrder.Of(space, options.Anchors, options.ClassWeights, random, options.WhenExhausted, "triplets"));
    }

    private static TripletSpace SpaceOf(ClassIndex classes, TripletPlanOptions options)
    {
        ArgumentNullException.ThrowIfNull(classes);
        Check(options);
        PlanCheck.BothSides(classes, options.Lone, nameof(classes));
        return new TripletSpace(classes, options.Form, options.Lone);
    }

    private static TripletPlanOptions Check(TripletPlanOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        PlanCheck.Defined(options.Form, nameof(options.Form), nameof(options));
        PlanCheck.Defined(options.Lone, nameof(options.Lone), nameof(options));
        PlanCheck.Defined(options.Anchors, nameof(options.Anchors), nameof(options));
        PlanCheck.Defined(options.WhenExhausted, nameof(options.WhenExhausted), nameof(options));
        return options;
    }
}
