using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>An explicit list of triplets, such as one read by <see cref="TupleCsv"/>, in its own or a random order.</summary>
/// <remarks>
/// Epochs are consecutive slices of the list, which is gone through again and again. Whether the triplets agree with the
/// labels is not checked. Immutable, thread-safe.
/// </remarks>
public sealed class TripletListPlan : TuplePlan<SampleTriplet>
{
    private readonly ListOrder<SampleTriplet> _list;

    /// <summary>Plans a list of triplets.</summary>
    /// <param name="tuples">The triplets; copied. Repeats come as often as they stand there.</param>
    /// <param name="sampleCount">Number of samples of the set, 1 or more.</param>
    /// <param name="options">Order, seed and epoch length; by default shuffled and all of the list.</param>
    /// <exception cref="ArgumentNullException"><paramref name="tuples"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="sampleCount"/> is below 1.</exception>
    /// <exception cref="ArgumentException">The list is empty, a triplet names an unknown sample, or the epoch length is below 1.</exception>
    public TripletListPlan(IReadOnlyList<SampleTriplet> tuples, int sampleCount, ListPlanOptions? options = null)
        : this(
            new ListOrder<SampleTriplet>(tuples, options ?? new ListPlanOptions(), "triplets", triplet => (triplet.Anchor, triplet.Positive, triplet.Negative)),
            sampleCount)
    {
        for (var row = 0; row < tuples.Count; row++)
        {
            var triplet = tuples[row];
            PlanCheck.ListRow([triplet.Anchor, triplet.Positive, triplet.Negative], row, sampleCount, nameof(tuples));
        }
    }

    private TripletListPlan(ListOrder<SampleTriplet> list, int sampleCount)
        : base(sampleCount, 3, list.Options.EpochLength, (UInt128)list.Count, ExhaustionPolicy.Reshuffle)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleCount, 1);
        _list = list;
    }

    /// <inheritdoc/>
    public override PlanFingerprint Fingerprint => new($"{SampleCount} samples, {_list.Data}", _list.Text);

    private protected override SampleTriplet At(ulong position) => _list.At(position);

    private protected override void Fill(ulong position, Span<SampleTriplet> tuples)
    {
        for (var i = 0; i < tuples.Length; i++)
            tuples[i] = _list.At(position + (ulong)i);
    }

    private protected override void Write(SampleTriplet tuple, Span<int> samples, Span<bool> same)
    {
        (samples[0], samples[1], samples[2]) = (tuple.Anchor, tuple.Positive, tuple.Negative);
        (same[0], same[1]) = (true, false);
    }
}
