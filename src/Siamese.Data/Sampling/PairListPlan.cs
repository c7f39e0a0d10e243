using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>An explicit list of pairs, such as one read by <see cref="TupleCsv"/>, in its own or a random order.</summary>
/// <remarks>
/// Epochs are consecutive slices of the list, which is gone through again and again. Whether the pairs agree with the
/// labels is not checked. Immutable, thread-safe.
/// </remarks>
public sealed class PairListPlan : TuplePlan<SamplePair>
{
    private readonly ListOrder<SamplePair> _list;

    /// <summary>Plans a list of pairs.</summary>
    /// <param name="tuples">The pairs; copied. Repeats come as often as they stand there.</param>
    /// <param name="sampleCount">Number of samples of the set, 1 or more.</param>
    /// <param name="options">Order, seed and epoch length; by default shuffled and all of the list.</param>
    /// <exception cref="ArgumentNullException"><paramref name="tuples"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="sampleCount"/> is below 1.</exception>
    /// <exception cref="ArgumentException">The list is empty, a pair names an unknown sample, or the epoch length is below 1.</exception>
    public PairListPlan(IReadOnlyList<SamplePair> tuples, int sampleCount, ListPlanOptions? options = null)
        : this(
            new ListOrder<SamplePair>(tuples, options ?? new ListPlanOptions(), "pairs", pair => (pair.Anchor, pair.Other, pair.Same ? 1 : 0)),
            sampleCount)
    {
        for (var row = 0; row < tuples.Count; row++)
        {
            var pair = tuples[row];
            PlanCheck.ListRow([pair.Anchor, pair.Other], row, sampleCount, nameof(tuples));
        }
    }

    private PairListPlan(ListOrder<SamplePair> list, int sampleCount)
        : base(sampleCount, 2, list.Options.EpochLength, (UInt128)list.Count, ExhaustionPolicy.Reshuffle)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleCount, 1);
        _list = list;
    }

    /// <inheritdoc/>
    public override PlanFingerprint Fingerprint => new($"{SampleCount} samples, {_list.Data}", _list.Text);

    private protected override SamplePair At(ulong position) => _list.At(position);

    private protected override void Fill(ulong position, Span<SamplePair> tuples)
    {
        for (var i = 0; i < tuples.Length; i++)
            tuples[i] = _list.At(position + (ulong)i);
    }

    private protected override void Write(SamplePair tuple, Span<int> samples, Span<bool> same)
        => (samples[0], samples[1], same[0]) = (tuple.Anchor, tuple.Other, tuple.Same);
}
