using System.Numerics;
using TorchSharp.Siamese.Data.Labels;

namespace TorchSharp.Siamese.Data.Tuples;

/// <summary>A space of pairs: <see cref="PositivePairSpace"/>, <see cref="NegativePairSpace"/> or one of the ordered forms.</summary>
/// <remarks>A pair space has fewer than 2^63 members, since there are at most 2^31 samples. Immutable, thread-safe.</remarks>
public abstract class PairSpace : ITupleSpace<SamplePair>
{
    private protected PairSpace(ClassIndex classes, bool same, Func<ulong, ulong, ulong, ulong> pairsOfClass)
    {
        ArgumentNullException.ThrowIfNull(classes);
        Classes = classes;
        Same = same;
        var sizes = new UInt128[classes.ClassCount];
        for (var c = 0; c < sizes.Length; c++)
            sizes[c] = pairsOfClass((ulong)classes.SizeOf(c), (ulong)classes.StartOf(c + 1), (ulong)classes.SampleCount);
        Blocks = new BlockTable(sizes);
        Count = Blocks.Total;
    }

    /// <summary>The labelled set.</summary>
    public ClassIndex Classes { get; }

    /// <summary>Whether the pairs are positive ones.</summary>
    public bool Same { get; }

    /// <inheritdoc/>
    public int Length => 2;

    /// <inheritdoc/>
    public UInt128 Count { get; }

    /// <inheritdoc/>
    public BigInteger ExactCount => Count;

    private protected BlockTable Blocks { get; }

    /// <inheritdoc/>
    public SamplePair Unrank(UInt128 index)
    {
        SpaceCheck.Index(index, Count);
        return At((ulong)index);
    }

    /// <inheritdoc/>
    public void Unrank(UInt128 index, Span<int> samples)
    {
        SpaceCheck.Length(samples, 2);
        var pair = Unrank(index);
        (samples[0], samples[1]) = (pair.Anchor, pair.Other);
    }

    /// <inheritdoc/>
    public UInt128 Rank(SamplePair tuple)
    {
        SpaceCheck.Sample(Classes, tuple.Anchor, nameof(tuple));
        SpaceCheck.Sample(Classes, tuple.Other, nameof(tuple));
        if (!Contains(tuple.Anchor, tuple.Other))
            throw SpaceCheck.NotAMember(Classes, Needed, [tuple.Anchor, tuple.Other], nameof(tuple));
        if (tuple.Same != Same)
            throw new ArgumentException($"Needs a pair with Same = {Same}, got {tuple.Same}.", nameof(tuple));
        return RankOf(Classes.PositionOf(tuple.Anchor), Classes.PositionOf(tuple.Other));
    }

    /// <inheritdoc/>
    public UInt128 Rank(ReadOnlySpan<int> samples)
    {
        SpaceCheck.Length(samples, 2);
        return Rank(new SamplePair(samples[0], samples[1], Same));
    }

    /// <summary>As <see cref="Unrank(UInt128)"/> where the index is known to be in range.</summary>
    internal abstract SamplePair At(ulong index);

    private protected abstract string Needed { get; }

    private protected abstract bool Contains(int anchor, int other);

    /// <summary>The number of a member, given the places of its samples in <see cref="ClassIndex.Grouped"/>.</summary>
    private protected abstract ulong RankOf(int anchor, int other);
}
