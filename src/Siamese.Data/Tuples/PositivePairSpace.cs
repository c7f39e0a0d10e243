using TorchSharp.Siamese.Data.Labels;

namespace TorchSharp.Siamese.Data.Tuples;

/// <summary>All unordered pairs of two different samples of one class: the sum over classes of c(c - 1)/2.</summary>
/// <remarks>The anchor is the sample with the lower number. Immutable, thread-safe.</remarks>
public sealed class PositivePairSpace : ClassPairSpace
{
    /// <summary>The positive pairs of a labelled set; none where every class has one sample.</summary>
    /// <param name="classes">Who belongs to which class.</param>
    /// <exception cref="ArgumentNullException"><paramref name="classes"/> is null.</exception>
    public PositivePairSpace(ClassIndex classes)
        : base(classes, same: true, (size, _, _) => Triangle.Count((int)size))
    {
    }

    internal override string Needed => "two different samples of one class";

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
        return new SamplePair(start + low, start + high, Same: true);
    }

    internal override bool Contains(int anchor, int other)
        => anchor != other && Classes.ClassOf(anchor) == Classes.ClassOf(other);

    private protected override ulong RankOfPlaces(int anchor, int other)
    {
        var c = Classes.ClassOf(Classes.Grouped[anchor]);
        var start = Classes.StartOf(c);
        return (ulong)Blocks.StartOf(c) + Triangle.Rank(Math.Min(anchor, other) - start, Math.Max(anchor, other) - start);
    }
}
