using System.Numerics;

namespace TorchSharp.Siamese.Data.Tuples;

/// <summary>A space of pairs that are all positive or all negative.</summary>
/// <remarks>A pair space has fewer than 2^63 members, since there are at most 2^31 samples. Immutable, thread-safe.</remarks>
public abstract class PairSpace : ITupleSpace<SamplePair>
{
    private protected PairSpace(int sampleCount, bool same, UInt128 count)
    {
        SampleCount = sampleCount;
        Same = same;
        Count = count;
    }

    /// <inheritdoc/>
    public int SampleCount { get; }

    /// <summary>Whether the pairs are positive ones.</summary>
    public bool Same { get; }

    /// <inheritdoc/>
    public abstract string Fingerprint { get; }

    /// <inheritdoc/>
    public int Length => 2;

    /// <inheritdoc/>
    public UInt128 Count { get; }

    /// <inheritdoc/>
    public BigInteger ExactCount => Count;

    /// <summary>Whether (i, j) and (j, i) are two members; where not, a member may be given in either order.</summary>
    internal virtual bool IsOrdered => false;

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
        SpaceCheck.Sample(SampleCount, tuple.Anchor, nameof(tuple));
        SpaceCheck.Sample(SampleCount, tuple.Other, nameof(tuple));
        if (tuple.Same != Same)
            throw new ArgumentException($"Needs a pair with Same = {Same}, got {tuple.Same}.", nameof(tuple));
        if (!Contains(tuple.Anchor, tuple.Other))
        {
            throw new ArgumentException(
                $"Needs {Needed}, got samples {Describe(tuple.Anchor)} and {Describe(tuple.Other)}.", nameof(tuple));
        }

        return RankOf(tuple.Anchor, tuple.Other);
    }

    /// <inheritdoc/>
    public UInt128 Rank(ReadOnlySpan<int> samples)
    {
        SpaceCheck.Length(samples, 2);
        return Rank(new SamplePair(samples[0], samples[1], Same));
    }

    /// <summary>As <see cref="Unrank(UInt128)"/> where the index is known to be in range.</summary>
    internal abstract SamplePair At(ulong index);

    /// <summary>As <see cref="At(ulong)"/> for many numbers; faster where look-ups can wait for memory together.</summary>
    internal virtual void At(ReadOnlySpan<ulong> numbers, Span<SamplePair> pairs)
    {
        for (var i = 0; i < numbers.Length; i++)
            pairs[i] = At(numbers[i]);
    }

    /// <summary>Whether two known samples are a member.</summary>
    internal abstract bool Contains(int anchor, int other);

    /// <summary>The number of a member.</summary>
    internal abstract ulong RankOf(int anchor, int other);

    /// <summary>What a member is, for messages.</summary>
    internal abstract string Needed { get; }

    /// <summary>A sample with what is known of it, for messages.</summary>
    internal abstract string Describe(int sample);
}
