using TorchSharp.Siamese.Data.Labels;

namespace TorchSharp.Siamese.Data.Tuples;

/// <summary>All ordered pairs of samples of one class: the sum over classes of c², or of c(c - 1) without self-pairs.</summary>
/// <remarks>
/// With self-pairs it is what a double loop over the samples finds, for comparison with code that does that. Without them
/// it is for plans in which each sample is to be the anchor equally often. Immutable, thread-safe.
/// </remarks>
public sealed class OrderedPositivePairSpace : ClassPairSpace
{
    private readonly bool _ownPositive;

    /// <summary>The ordered positive pairs of a labelled set.</summary>
    /// <param name="classes">Who belongs to which class.</param>
    /// <param name="withSelf">Whether each sample is also paired with itself; by default it is.</param>
    /// <param name="lone">What becomes of classes of one sample where samples are not paired with themselves; by default they have no pair.</param>
    /// <exception cref="ArgumentNullException"><paramref name="classes"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="lone"/> is not a LoneSamples.</exception>
    public OrderedPositivePairSpace(ClassIndex classes, bool withSelf = true, LoneSamples lone = LoneSamples.NegativesOnly)
        : base(classes, same: true, (size, _, _) => size * (withSelf || (size == 1 && lone == LoneSamples.OwnPositive) ? size : size - 1))
    {
        WithSelf = withSelf;
        _ownPositive = SpaceCheck.OwnPositive(lone, nameof(lone)) && !withSelf;
    }

    /// <summary>Whether each sample is also paired with itself.</summary>
    public bool WithSelf { get; }

    internal override bool IsOrdered => true;

    internal override string Needed => WithSelf ? "samples of one class"
        : _ownPositive ? "two different samples of one class, or twice the only one"
        : "two different samples of one class";

    internal override SamplePair At(ulong index)
    {
        var c = Blocks.FindSmall(index, out var offset);
        var (anchor, other) = Math.DivRem(offset, (ulong)Partners(c));
        if (!PairsWithSelf(c) && other >= anchor)
            other++;
        var start = Classes.StartOf(c);
        var grouped = Classes.Grouped;
        return new SamplePair(grouped[start + (int)anchor], grouped[start + (int)other], Same: true);
    }

    internal override bool Contains(int anchor, int other)
        => Classes.ClassOf(anchor) == Classes.ClassOf(other) && (anchor != other || PairsWithSelf(Classes.ClassOf(anchor)));

    private protected override ulong RankOfPlaces(int anchor, int other)
    {
        var c = Classes.ClassOf(Classes.Grouped[anchor]);
        var start = Classes.StartOf(c);
        var partner = PairsWithSelf(c) || other < anchor ? other - start : other - start - 1;
        return (ulong)Blocks.StartOf(c) + (ulong)(anchor - start) * (ulong)Partners(c) + (ulong)partner;
    }

    private int Partners(int c) => PairsWithSelf(c) ? Classes.SizeOf(c) : Classes.SizeOf(c) - 1;

    private bool PairsWithSelf(int c) => WithSelf || (_ownPositive && Classes.SizeOf(c) == 1);
}
