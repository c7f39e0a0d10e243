using TorchSharp.Siamese.Data.Labels;

namespace TorchSharp.Siamese.Data.Tuples;

/// <summary>All ordered pairs of samples of one class: the sum over classes of c², or of c(c - 1) without self-pairs.</summary>
/// <remarks>
/// With self-pairs it is what a double loop over the samples finds, for comparison with code that does that. Without them
/// it is for plans in which each sample is to be the anchor equally often. Immutable, thread-safe.
/// </remarks>
public sealed class OrderedPositivePairSpace : ClassPairSpace
{
    /// <summary>The ordered positive pairs of a labelled set.</summary>
    /// <param name="classes">Who belongs to which class.</param>
    /// <param name="withSelf">Whether each sample is also paired with itself; by default it is.</param>
    /// <exception cref="ArgumentNullException"><paramref name="classes"/> is null.</exception>
    public OrderedPositivePairSpace(ClassIndex classes, bool withSelf = true)
        : base(classes, same: true, (size, _, _) => size * (withSelf ? size : size - 1))
        => WithSelf = withSelf;

    /// <summary>Whether each sample is also paired with itself.</summary>
    public bool WithSelf { get; }

    internal override bool IsOrdered => true;

    internal override string Needed => WithSelf ? "samples of one class" : "two different samples of one class";

    internal override SamplePair At(ulong index)
    {
        var c = Blocks.FindSmall(index, out var offset);
        var (anchor, other) = Math.DivRem(offset, (ulong)Partners(c));
        if (!WithSelf && other >= anchor)
            other++;
        var start = Classes.StartOf(c);
        var grouped = Classes.Grouped;
        return new SamplePair(grouped[start + (int)anchor], grouped[start + (int)other], Same: true);
    }

    internal override bool Contains(int anchor, int other)
        => Classes.ClassOf(anchor) == Classes.ClassOf(other) && (WithSelf || anchor != other);

    private protected override ulong RankOfPlaces(int anchor, int other)
    {
        var c = Classes.ClassOf(Classes.Grouped[anchor]);
        var start = Classes.StartOf(c);
        var partner = WithSelf || other < anchor ? other - start : other - start - 1;
        return (ulong)Blocks.StartOf(c) + (ulong)(anchor - start) * (ulong)Partners(c) + (ulong)partner;
    }

    private int Partners(int c) => WithSelf ? Classes.SizeOf(c) : Classes.SizeOf(c) - 1;
}
