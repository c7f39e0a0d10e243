using TorchSharp.Siamese.Data.Labels;

namespace TorchSharp.Siamese.Data.Tuples;

/// <summary>All ordered pairs of samples of one class, each sample with itself included: the sum over classes of c².</summary>
/// <remarks>
/// What a double loop over the samples finds, for comparison with code that does that. For training take
/// <see cref="PositivePairSpace"/>: here every pair comes twice, and N pairs are of a sample with itself. Immutable, thread-safe.
/// </remarks>
public sealed class OrderedPositivePairSpace : ClassPairSpace
{
    /// <summary>The ordered positive pairs of a labelled set.</summary>
    /// <param name="classes">Who belongs to which class.</param>
    /// <exception cref="ArgumentNullException"><paramref name="classes"/> is null.</exception>
    public OrderedPositivePairSpace(ClassIndex classes)
        : base(classes, same: true, (size, _, _) => size * size)
    {
    }

    internal override bool IsOrdered => true;

    internal override string Needed => "samples of one class";

    internal override SamplePair At(ulong index)
    {
        var c = Blocks.FindSmall(index, out var offset);
        var (anchor, other) = Math.DivRem(offset, (ulong)Classes.SizeOf(c));
        var start = Classes.StartOf(c);
        var grouped = Classes.Grouped;
        return new SamplePair(grouped[start + (int)anchor], grouped[start + (int)other], Same: true);
    }

    internal override bool Contains(int anchor, int other) => Classes.ClassOf(anchor) == Classes.ClassOf(other);

    private protected override ulong RankOfPlaces(int anchor, int other)
    {
        var c = Classes.ClassOf(Classes.Grouped[anchor]);
        var start = Classes.StartOf(c);
        return (ulong)Blocks.StartOf(c) + (ulong)(anchor - start) * (ulong)Classes.SizeOf(c) + (ulong)(other - start);
    }
}
