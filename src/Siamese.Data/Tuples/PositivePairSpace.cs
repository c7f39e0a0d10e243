using TorchSharp.Siamese.Data.Labels;

namespace TorchSharp.Siamese.Data.Tuples;

/// <summary>All unordered pairs of two different samples of one class: the sum over classes of c(c - 1)/2.</summary>
/// <remarks>
/// The anchor is the sample with the lower number. With <see cref="LoneSamples.OwnPositive"/> each class of one sample adds one
/// pair, of that sample with itself. Immutable, thread-safe.
/// </remarks>
public sealed class PositivePairSpace : ClassPairSpace
{
    private readonly bool _ownPositive;

    /// <summary>The positive pairs of a labelled set; by default none where every class has one sample.</summary>
    /// <param name="classes">Who belongs to which class.</param>
    /// <param name="lone">What becomes of classes of one sample; by default they have no pair.</param>
    /// <exception cref="ArgumentNullException"><paramref name="classes"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="lone"/> is not a LoneSamples.</exception>
    public PositivePairSpace(ClassIndex classes, LoneSamples lone = LoneSamples.NegativesOnly)
        : base(classes, same: true, (size, _, _) => size == 1 && lone == LoneSamples.OwnPositive ? 1 : Triangle.Count((int)size))
        => _ownPositive = SpaceCheck.OwnPositive(lone, nameof(lone));

    internal override string Needed => _ownPositive
        ? "two different samples of one class, or twice the only one"
        : "two different samples of one class";

    internal override SamplePair At(ulong index) => SamplesAt(PlacesOf(index));

    internal override void At(ReadOnlySpan<ulong> numbers, Span<SamplePair> pairs)
    {
        for (var i = 0; i < numbers.Length; i++)
            pairs[i] = PlacesOf(numbers[i]);
        for (var i = 0; i < numbers.Length; i++)
            pairs[i] = SamplesAt(pairs[i]);
    }

    private SamplePair PlacesOf(ulong index)
    {
        var c = Blocks.FindSmall(index, out var offset);
        var (low, high) = Triangle.Unrank(offset);
        var start = Classes.StartOf(c);
        // In a class of one, pair 0 is (0, 1) by number; the only sample there takes both places.
        return new SamplePair(start + low, Math.Min(start + high, Classes.StartOf(c + 1) - 1), Same: true);
    }

    internal override bool Contains(int anchor, int other)
        => anchor == other
            ? _ownPositive && Classes.SizeOf(Classes.ClassOf(anchor)) == 1
            : Classes.ClassOf(anchor) == Classes.ClassOf(other);

    private protected override ulong RankOfPlaces(int anchor, int other)
    {
        var c = Classes.ClassOf(Classes.Grouped[anchor]);
        var start = Classes.StartOf(c);
        if (anchor == other)
            return (ulong)Blocks.StartOf(c);
        return (ulong)Blocks.StartOf(c) + Triangle.Rank(Math.Min(anchor, other) - start, Math.Max(anchor, other) - start);
    }
}
