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
public sealed class PairPlan : TuplePlan<SamplePair>
{
    private readonly PairSpace _positives;
    private readonly PairSpace _negatives;
    private readonly TupleOrder _positiveOrder;
    private readonly TupleOrder _negativeOrder;
    private readonly Interleave _sides;
    private readonly CounterRandom _flips;
    private readonly int _flipMask;        // all ones where the anchor is random

    /// <summary>Plans the pairs of a labelled set.</summary>
    /// <param name="classes">Who belongs to which class.</param>
    /// <param name="options">Seed, ratio, balance, epoch length and policy.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="classes"/> has one class only, or one sample in every class. <paramref name="options"/>: a side of
    /// the ratio or the epoch length is below 1, an enum has another value, weights do not fit the classes, or an epoch
    /// would repeat pairs although the policy is to throw.
    /// </exception>
    public PairPlan(ClassIndex classes, PairPlanOptions options)
        : this(PairPlanParts.Of(classes, options))
    {
    }

    /// <summary>Plans the pairs of two spaces, such as those inside groups, of a label relation, or without excluded pairs.</summary>
    /// <param name="positives">The positive pairs.</param>
    /// <param name="negatives">The negative pairs.</param>
    /// <param name="options">As for classes; <see cref="PairPlanOptions.Form"/> has no effect, since the spaces decide it.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">
    /// A space is empty, of the other side, or of another set than the other one. <paramref name="options"/>: as for
    /// classes, or a balance that the spaces cannot give.
    /// </exception>
    public PairPlan(PairSpace positives, PairSpace negatives, PairPlanOptions options)
        : this(PairPlanParts.Of(positives, negatives, options))
    {
    }

    private PairPlan(PairPlanParts parts)
        : base(parts.Positives.SampleCount, 2, parts.Options.EpochLength, parts.UniqueLength, parts.Options.WhenExhausted)
    {
        (_positives, _negatives) = (parts.Positives, parts.Negatives);
        (_positiveOrder, _negativeOrder) = (parts.PositiveOrder, parts.NegativeOrder);
        _sides = parts.Sides;
        _flips = new CounterRandom(parts.Options.Seed).Fork(2);
        _flipMask = _positives.IsOrdered || _negatives.IsOrdered ? 0 : -1;
        Options = parts.Options;
    }

    /// <summary>The options the plan was made with.</summary>
    public PairPlanOptions Options { get; }

    /// <inheritdoc/>
    public override PlanFingerprint Fingerprint => new(
        PlanText.Data(SampleCount, _positives, _negatives),
        $"pairs {Options.Positives} to {Options.Negatives}, "
        + PlanText.Options(Options.Seed, EpochLength, Options.Anchors, Options.ClassWeights, Options.WhenExhausted));

    /// <summary>The positive pairs.</summary>
    public PairSpace Positives => _positives;

    /// <summary>The negative pairs.</summary>
    public PairSpace Negatives => _negatives;

    private protected override SamplePair At(ulong position)
    {
        var number = NumberAt(position, out var positive);
        return Flip(positive ? _positives.At(number) : _negatives.At(number), position);
    }

    private protected override void Fill(ulong position, Span<SamplePair> tuples)
    {
        // Numbers first, then pairs, each side for itself: neighbours are then worked out, and wait for memory, together.
        Span<ulong> numbers = stackalloc ulong[Math.Min(tuples.Length, PlanCheck.Chunk)];
        Span<SamplePair> pairs = stackalloc SamplePair[numbers.Length];
        for (var start = 0; start < tuples.Length; start += numbers.Length)
        {
            var chunk = tuples.Slice(start, Math.Min(numbers.Length, tuples.Length - start));
            var (positive, negative) = (_sides.FirstBefore(position), position - _sides.FirstBefore(position));
            var positives = (int)(_sides.FirstBefore(position + (ulong)chunk.Length) - positive);
            _positiveOrder.FillSmall(positive, numbers[..positives]);
            _negativeOrder.FillSmall(negative, numbers[positives..chunk.Length]);
            _positives.At(numbers[..positives], pairs);
            _negatives.At(numbers[positives..chunk.Length], pairs[positives..]);

            _sides.Merge(position, pairs[..positives], pairs[positives..chunk.Length], chunk);
            for (var i = 0; i < chunk.Length && _flipMask != 0; i++)
                chunk[i] = Flip(chunk[i], position + (ulong)i);
            position += (ulong)chunk.Length;
        }
    }

    private protected override void Write(SamplePair tuple, Span<int> samples, Span<bool> same)
        => (samples[0], samples[1], same[0]) = (tuple.Anchor, tuple.Other, tuple.Same);

    private ulong NumberAt(ulong position, out bool positive)
    {
        (positive, var number) = _sides.At(position);
        return positive ? _positiveOrder.AtSmall(number) : _negativeOrder.AtSmall(number);
    }

    private SamplePair Flip(SamplePair pair, ulong position)
    {
        // Exchanged by arithmetic: a branch on a random bit would be mispredicted every other time.
        var flip = _flipMask & -(int)(_flips.Bits(position) & 1) & (pair.Anchor ^ pair.Other);
        return new SamplePair(pair.Anchor ^ flip, pair.Other ^ flip, pair.Same);
    }
}
