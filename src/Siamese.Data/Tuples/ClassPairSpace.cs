using TorchSharp.Siamese.Data.Labels;

namespace TorchSharp.Siamese.Data.Tuples;

/// <summary>A space of pairs that goes by class alone, with one block of numbers a class.</summary>
/// <remarks>Immutable, thread-safe.</remarks>
public abstract class ClassPairSpace : PairSpace, IAnchoredSpace
{
    private protected ClassPairSpace(ClassIndex classes, bool same, Func<ulong, ulong, ulong, ulong> pairsOfClass)
        : this(classes, same, BlocksOf(classes, pairsOfClass))
    {
    }

    private ClassPairSpace(ClassIndex classes, bool same, BlockTable blocks)
        : base(classes.SampleCount, same, blocks.Total)
    {
        Classes = classes;
        Blocks = blocks;
    }

    /// <summary>The labelled set.</summary>
    public ClassIndex Classes { get; }

    /// <inheritdoc/>
    public sealed override string Fingerprint => ContentHash.Of(Needed, $"{IsOrdered}", Classes.Fingerprint);

    private protected BlockTable Blocks { get; }

    internal sealed override string Describe(int sample) => SpaceCheck.Describe(Classes, sample);

    internal sealed override ulong RankOf(int anchor, int other)
        => RankOfPlaces(Classes.PositionOf(anchor), Classes.PositionOf(other));

    /// <summary>The pair at two places of <see cref="ClassIndex.Grouped"/>.</summary>
    private protected SamplePair SamplesAt(SamplePair places)
    {
        var grouped = Classes.Grouped;
        return new SamplePair(grouped[places.Anchor], grouped[places.Other], places.Same);
    }

    /// <summary>The number of a member, given the places of its samples in <see cref="ClassIndex.Grouped"/>.</summary>
    private protected abstract ulong RankOfPlaces(int anchor, int other);

    int IAnchoredSpace.BlockCount => Classes.ClassCount;

    bool IAnchoredSpace.IsByAnchor => IsOrdered;

    int IAnchoredSpace.ClassCount => Classes.ClassCount;

    UInt128 IAnchoredSpace.StartOfBlock(int block) => Blocks.StartOf(block);

    int IAnchoredSpace.AnchorsOfBlock(int block) => Classes.SizeOf(block);

    int IAnchoredSpace.ClassOfBlock(int block) => block;

    string IAnchoredSpace.NameOfClass(int @class) => Classes.NameOf(@class);

    private static BlockTable BlocksOf(ClassIndex classes, Func<ulong, ulong, ulong, ulong> pairsOfClass)
    {
        ArgumentNullException.ThrowIfNull(classes);
        var sizes = new UInt128[classes.ClassCount];
        for (var c = 0; c < sizes.Length; c++)
            sizes[c] = pairsOfClass((ulong)classes.SizeOf(c), (ulong)classes.StartOf(c + 1), (ulong)classes.SampleCount);
        return new BlockTable(sizes);
    }
}
