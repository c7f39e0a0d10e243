using System.Numerics;
using TorchSharp.Siamese.Data.Labels;

namespace TorchSharp.Siamese.Data.Tuples;

/// <summary>
/// All triplets whose positive and negative also fit a rule about groups: the negative from the anchor's alphabet, the
/// positive by another drawer.
/// </summary>
/// <remarks>(a, p, n) and (p, a, n) are two triplets. Immutable, thread-safe.</remarks>
public sealed class GroupedTripletSpace : ITupleSpace<SampleTriplet>, IAnchoredSpace
{
    private readonly GroupedTupletSpace _tuplets;

    /// <summary>The triplets of a set that fit the rules.</summary>
    /// <param name="classes">Who belongs to which class.</param>
    /// <param name="groups">Who belongs to which group.</param>
    /// <param name="positive">How the positive's group compares with the anchor's.</param>
    /// <param name="negative">How the negative's group compares with the anchor's.</param>
    /// <exception cref="ArgumentNullException"><paramref name="classes"/> or <paramref name="groups"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="groups"/> has another number of samples.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A rule is not a GroupRule.</exception>
    public GroupedTripletSpace(ClassIndex classes, ClassIndex groups, GroupRule positive, GroupRule negative)
        => _tuplets = new GroupedTupletSpace(classes, groups, 1, 1, positive, negative);

    /// <inheritdoc/>
    public int Length => 3;

    /// <inheritdoc/>
    public string Fingerprint => _tuplets.Fingerprint;

    /// <inheritdoc/>
    public int SampleCount => _tuplets.SampleCount;

    /// <inheritdoc/>
    public BigInteger ExactCount => _tuplets.ExactCount;

    /// <inheritdoc/>
    public UInt128 Count => _tuplets.Count;

    /// <inheritdoc/>
    public SampleTriplet Unrank(UInt128 index)
    {
        Span<int> samples = stackalloc int[3];
        _tuplets.Unrank(index, samples);
        return new SampleTriplet(samples[0], samples[1], samples[2]);
    }

    /// <inheritdoc/>
    public void Unrank(UInt128 index, Span<int> samples) => _tuplets.Unrank(index, samples);

    /// <inheritdoc/>
    public UInt128 Rank(SampleTriplet tuple) => _tuplets.Rank([tuple.Anchor, tuple.Positive, tuple.Negative]);

    /// <inheritdoc/>
    public UInt128 Rank(ReadOnlySpan<int> samples) => _tuplets.Rank(samples);

    int IAnchoredSpace.BlockCount => Blocks.BlockCount;

    bool IAnchoredSpace.IsByAnchor => true;

    int IAnchoredSpace.ClassCount => Blocks.ClassCount;

    private IAnchoredSpace Blocks => _tuplets;

    UInt128 IAnchoredSpace.StartOfBlock(int block) => Blocks.StartOfBlock(block);

    int IAnchoredSpace.AnchorsOfBlock(int block) => Blocks.AnchorsOfBlock(block);

    int IAnchoredSpace.ClassOfBlock(int block) => Blocks.ClassOfBlock(block);

    string IAnchoredSpace.NameOfClass(int @class) => Blocks.NameOfClass(@class);
}
