using TorchSharp.Siamese.Data.Labels;

namespace TorchSharp.Siamese.Data.Tuples;

/// <summary>All ordered pairs of samples of two classes: the sum over classes of c(N - c).</summary>
/// <remarks>
/// What a double loop over the samples finds, for comparison with code that does that. For training take
/// <see cref="NegativePairSpace"/>: here every pair comes twice. Immutable, thread-safe.
/// </remarks>
public sealed class OrderedNegativePairSpace : ClassPairSpace
{
    /// <summary>The ordered negative pairs of a labelled set; none where there is only one class.</summary>
    /// <param name="classes">Who belongs to which class.</param>
    /// <exception cref="ArgumentNullException"><paramref name="classes"/> is null.</exception>
    public OrderedNegativePairSpace(ClassIndex classes)
        : base(classes, same: false, (size, _, all) => size * (all - size))
    {
    }

    internal override bool IsOrdered => true;

    internal override string Needed => "samples of two classes";

    internal override SamplePair At(ulong index)
    {
        var c = Blocks.FindSmall(index, out var offset);
        var (start, size) = (Classes.StartOf(c), Classes.SizeOf(c));
        var (anchor, other) = Math.DivRem(offset, (ulong)(Classes.SampleCount - size));
        var place = (int)other < start ? (int)other : (int)other + size;      // the anchor's own class is left out
        var grouped = Classes.Grouped;
        return new SamplePair(grouped[start + (int)anchor], grouped[place], Same: false);
    }

    internal override bool Contains(int anchor, int other) => Classes.ClassOf(anchor) != Classes.ClassOf(other);

    private protected override ulong RankOfPlaces(int anchor, int other)
    {
        var c = Classes.ClassOf(Classes.Grouped[anchor]);
        var (start, size) = (Classes.StartOf(c), Classes.SizeOf(c));
        return (ulong)Blocks.StartOf(c) + (ulong)(anchor - start) * (ulong)(Classes.SampleCount - size)
            + (ulong)(other < start ? other : other - size);
    }
}
