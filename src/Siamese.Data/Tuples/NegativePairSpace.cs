using TorchSharp.Siamese.Data.Labels;

namespace TorchSharp.Siamese.Data.Tuples;

/// <summary>All unordered pairs of samples of two classes: (N² - sum of c²)/2.</summary>
/// <remarks>The anchor is the sample of the class with the lower number. Immutable, thread-safe.</remarks>
public sealed class NegativePairSpace : ClassPairSpace
{
    /// <summary>The negative pairs of a labelled set; none where there is only one class.</summary>
    /// <param name="classes">Who belongs to which class.</param>
    /// <exception cref="ArgumentNullException"><paramref name="classes"/> is null.</exception>
    public NegativePairSpace(ClassIndex classes)
        : base(classes, same: false, (size, end, all) => size * (all - end))
    {
    }

    internal override string Needed => "samples of two classes";

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
        var end = Classes.StartOf(c + 1);
        var (anchor, other) = Math.DivRem(offset, (ulong)(Classes.SampleCount - end));
        return new SamplePair(Classes.StartOf(c) + (int)anchor, end + (int)other, Same: false);
    }

    internal override bool Contains(int anchor, int other) => Classes.ClassOf(anchor) != Classes.ClassOf(other);

    private protected override ulong RankOfPlaces(int anchor, int other)
    {
        var (low, high) = (Math.Min(anchor, other), Math.Max(anchor, other));
        var c = Classes.ClassOf(Classes.Grouped[low]);
        var end = Classes.StartOf(c + 1);
        return (ulong)Blocks.StartOf(c) + (ulong)(low - Classes.StartOf(c)) * (ulong)(Classes.SampleCount - end) + (ulong)(high - end);
    }
}
