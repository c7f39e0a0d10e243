using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>Triplets in random order, every triplet of the set equally likely, none twice before all have come.</summary>
/// <remarks>
/// The order is computed, not stored. Epochs are consecutive slices of it: a triplet comes again only after all have
/// come, whatever the epochs in between. Large classes have more triplets and so come more often, as their number of
/// triplets says. A pure function of (classes, options, epoch, index). Immutable, thread-safe.
/// </remarks>
public sealed class TripletPlan : ITuplePlan<SampleTriplet>
{
    private readonly TripletSpace _space;
    private readonly SpaceWalk _walk;
    private readonly CounterRandom _flips;
    private readonly bool _flip;

    /// <summary>Plans the triplets of a labelled set.</summary>
    /// <param name="classes">Who belongs to which class.</param>
    /// <param name="options">Seed, epoch length and policy.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="classes"/> has one class only, or one sample in every class. <paramref name="options"/>: the epoch
    /// length is below 1, an enum has another value, or an epoch would repeat triplets although the policy is to throw.
    /// </exception>
    public TripletPlan(ClassIndex classes, TripletPlanOptions options)
    {
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentNullException.ThrowIfNull(options);
        PlanCheck.BothSides(classes, nameof(classes));
        PlanCheck.Defined(options.Form, nameof(options.Form), nameof(options));
        PlanCheck.Defined(options.WhenExhausted, nameof(options.WhenExhausted), nameof(options));
        _space = new TripletSpace(classes, options.Form);
        var random = new CounterRandom(options.Seed);
        _walk = new SpaceWalk(_space.Count, random.Fork(0), options.WhenExhausted, "triplets");
        _flips = random.Fork(1);
        _flip = options.Form == TripletForm.Unordered;
        EpochLength = PlanCheck.EpochLength(options.EpochLength, classes, nameof(options));
        PlanCheck.FirstEpochFits(options.WhenExhausted, EpochLength, UniqueLength, nameof(options));
        Options = options;
        Classes = classes;
    }

    /// <summary>The labelled set.</summary>
    public ClassIndex Classes { get; }

    /// <summary>The options the plan was made with.</summary>
    public TripletPlanOptions Options { get; }

    /// <inheritdoc/>
    public int LearningSize => 3;

    /// <inheritdoc/>
    public long EpochLength { get; }

    /// <summary>How many triplets come, over all epochs, before one comes again: all there are.</summary>
    public UInt128 UniqueLength => _space.Count;

    /// <inheritdoc/>
    public SampleTriplet At(int epoch, long index) => At(PlanCheck.Position(epoch, index, EpochLength));

    /// <inheritdoc/>
    public void Fill(int epoch, long first, Span<SampleTriplet> tuples)
    {
        var position = PlanCheck.Run(epoch, first, tuples.Length, EpochLength);
        // Numbers first, then triplets: the look-ups of neighbouring triplets then wait for memory together.
        Span<UInt128> numbers = stackalloc UInt128[Math.Min(tuples.Length, PlanCheck.Chunk)];
        for (var start = 0; start < tuples.Length; start += numbers.Length)
        {
            var chunk = tuples.Slice(start, Math.Min(numbers.Length, tuples.Length - start));
            for (var i = 0; i < chunk.Length; i++)
                numbers[i] = _walk.At(position + (ulong)i);
            for (var i = 0; i < chunk.Length; i++)
                chunk[i] = TripletOf(numbers[i], position + (ulong)i);
            position += (ulong)chunk.Length;
        }
    }

    /// <inheritdoc/>
    public void At(int epoch, long index, Span<int> samples, Span<bool> same)
    {
        PlanCheck.Spans(samples, same, LearningSize);
        var triplet = At(epoch, index);
        (samples[0], samples[1], samples[2]) = (triplet.Anchor, triplet.Positive, triplet.Negative);
        (same[0], same[1]) = (true, false);
    }

    private SampleTriplet At(ulong position) => TripletOf(_walk.At(position), position);

    private SampleTriplet TripletOf(UInt128 number, ulong position)
    {
        var triplet = _space.At(number);
        // An unordered triplet has its lower number first; which is the anchor is random.
        return _flip && (_flips.Bits(position) & 1) == 1
            ? new SampleTriplet(triplet.Positive, triplet.Anchor, triplet.Negative)
            : triplet;
    }
}
