using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>Positive and negative pairs at an exact ratio, in random order, none twice before its side is used up.</summary>
/// <remarks>
/// <para>The positive and the negative pairs of the set are each gone through in a random order that is computed, not
/// stored; the two are dealt into one at the ratio asked for, so that any window of Positives + Negatives pairs holds
/// exactly that. Epochs are consecutive slices: a pair comes again only after all of its side have come, whatever the
/// epochs in between. Among unordered pairs, which sample is the anchor is random.</para>
/// <para>A pure function of (classes, options, epoch, index). Immutable, thread-safe.</para>
/// </remarks>
public sealed class PairPlan : ITuplePlan<SamplePair>
{
    private readonly PairSpace _positives;
    private readonly PairSpace _negatives;
    private readonly SpaceWalk _positiveWalk;
    private readonly SpaceWalk _negativeWalk;
    private readonly Interleave _sides;
    private readonly CounterRandom _flips;
    private readonly int _flipMask;        // all ones where the anchor is random

    /// <summary>Plans the pairs of a labelled set.</summary>
    /// <param name="classes">Who belongs to which class.</param>
    /// <param name="options">Seed, ratio, epoch length and policy.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="classes"/> has one class only, or one sample in every class. <paramref name="options"/>: a side of
    /// the ratio or the epoch length is below 1, an enum has another value, or an epoch would repeat pairs although the
    /// policy is to throw.
    /// </exception>
    public PairPlan(ClassIndex classes, PairPlanOptions options)
    {
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentNullException.ThrowIfNull(options);
        PlanCheck.BothSides(classes, nameof(classes));
        PlanCheck.Defined(options.Form, nameof(options.Form), nameof(options));
        PlanCheck.Defined(options.WhenExhausted, nameof(options.WhenExhausted), nameof(options));
        if (options.Positives < 1 || options.Negatives < 1)
        {
            throw new ArgumentException(
                $"Needs a ratio of at least 1 positive to 1 negative, got {options.Positives} to {options.Negatives}.", nameof(options));
        }

        var unordered = options.Form == PairForm.Unordered;
        _flipMask = unordered ? -1 : 0;
        _positives = unordered ? new PositivePairSpace(classes) : new OrderedPositivePairSpace(classes);
        _negatives = unordered ? new NegativePairSpace(classes) : new OrderedNegativePairSpace(classes);
        _sides = new Interleave(options.Positives, options.Negatives);
        var random = new CounterRandom(options.Seed);
        _positiveWalk = new SpaceWalk(_positives.Count, random.Fork(0), options.WhenExhausted, "positive pairs");
        _negativeWalk = new SpaceWalk(_negatives.Count, random.Fork(1), options.WhenExhausted, "negative pairs");
        _flips = random.Fork(2);
        UniqueLength = UInt128.Min(_sides.PlaceOfFirst(_positives.Count), _sides.PlaceOfSecond(_negatives.Count));
        EpochLength = PlanCheck.EpochLength(options.EpochLength, classes, nameof(options));
        PlanCheck.FirstEpochFits(options.WhenExhausted, EpochLength, UniqueLength, nameof(options));
        Options = options;
        Classes = classes;
    }

    /// <summary>The labelled set.</summary>
    public ClassIndex Classes { get; }

    /// <summary>The options the plan was made with.</summary>
    public PairPlanOptions Options { get; }

    /// <inheritdoc/>
    public int LearningSize => 2;

    /// <inheritdoc/>
    public long EpochLength { get; }

    /// <summary>How many pairs come, over all epochs, before one comes again: where the first side is used up.</summary>
    public UInt128 UniqueLength { get; }

    /// <inheritdoc/>
    public SamplePair At(int epoch, long index) => At(PlanCheck.Position(epoch, index, EpochLength));

    /// <inheritdoc/>
    public void Fill(int epoch, long first, Span<SamplePair> tuples)
    {
        var position = PlanCheck.Run(epoch, first, tuples.Length, EpochLength);
        // Numbers first, then pairs: the look-ups of neighbouring pairs then wait for memory together.
        Span<ulong> numbers = stackalloc ulong[Math.Min(tuples.Length, PlanCheck.Chunk)];
        for (var start = 0; start < tuples.Length; start += numbers.Length)
        {
            var chunk = tuples.Slice(start, Math.Min(numbers.Length, tuples.Length - start));
            for (var i = 0; i < chunk.Length; i++)
                numbers[i] = NumberAt(position + (ulong)i, out _);
            for (var i = 0; i < chunk.Length; i++)
                chunk[i] = PairOf(numbers[i], _sides.At(position + (ulong)i).IsFirst, position + (ulong)i);
            position += (ulong)chunk.Length;
        }
    }

    /// <inheritdoc/>
    public void At(int epoch, long index, Span<int> samples, Span<bool> same)
    {
        PlanCheck.Spans(samples, same, LearningSize);
        var pair = At(epoch, index);
        (samples[0], samples[1], same[0]) = (pair.Anchor, pair.Other, pair.Same);
    }

    private SamplePair At(ulong position) => PairOf(NumberAt(position, out var positive), positive, position);

    private ulong NumberAt(ulong position, out bool positive)
    {
        (positive, var number) = _sides.At(position);
        return positive ? _positiveWalk.AtSmall(number) : _negativeWalk.AtSmall(number);
    }

    private SamplePair PairOf(ulong number, bool positive, ulong position)
    {
        var pair = positive ? _positives.At(number) : _negatives.At(number);
        // Exchanged by arithmetic: a branch on a random bit would be mispredicted every other time.
        var flip = _flipMask & -(int)(_flips.Bits(position) & 1) & (pair.Anchor ^ pair.Other);
        return new SamplePair(pair.Anchor ^ flip, pair.Other ^ flip, pair.Same);
    }
}
