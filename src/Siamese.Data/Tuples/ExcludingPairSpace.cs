using System.Runtime.InteropServices;
using TorchSharp.Siamese.Data.Labels;

namespace TorchSharp.Siamese.Data.Tuples;

/// <summary>The pairs of another space without some: mislabelled ones, near-duplicates, pairs kept for a test.</summary>
/// <remarks>Takes 8 bytes an excluded pair, and O(log excluded) steps more. Immutable, thread-safe.</remarks>
public sealed class ExcludingPairSpace : PairSpace
{
    private readonly PairSpace _inner;
    private readonly ulong[] _excluded;      // numbers in the other space, ascending

    /// <summary>Leaves pairs out of a space.</summary>
    /// <param name="inner">The other space.</param>
    /// <param name="excluded">
    /// Pairs to leave out, in either order where the space is unordered. Repeats count once; pairs that are not in the
    /// space are passed over, so that one list serves positives and negatives.
    /// </param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">A pair names a sample that does not exist.</exception>
    public ExcludingPairSpace(PairSpace inner, IEnumerable<(int First, int Second)> excluded)
        : this(inner, NumbersOf(inner, excluded))
    {
    }

    private ExcludingPairSpace(PairSpace inner, ulong[] excluded)
        : base(inner.SampleCount, inner.Same, inner.Count - (UInt128)excluded.Length)
    {
        _inner = inner;
        _excluded = excluded;
    }

    /// <inheritdoc/>
    public override string Fingerprint => ContentHash.Of(_inner.Fingerprint, ContentHash.Of(MemoryMarshal.Cast<ulong, int>(_excluded), []));

    internal override bool IsOrdered => _inner.IsOrdered;

    internal override string Needed => _inner.Needed + " that are not excluded";

    internal override SamplePair At(ulong index)
    {
        int low = 0, high = _excluded.Length;
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            if (_excluded[middle] - (ulong)middle <= index)      // so many are left before it
                low = middle + 1;
            else
                high = middle;
        }

        return _inner.At(index + (ulong)low);
    }

    internal override bool Contains(int anchor, int other)
        => _inner.Contains(anchor, other) && Array.BinarySearch(_excluded, _inner.RankOf(anchor, other)) < 0;

    internal override ulong RankOf(int anchor, int other)
    {
        var number = _inner.RankOf(anchor, other);
        return number - (ulong)~Array.BinarySearch(_excluded, number);
    }

    internal override string Describe(int sample) => _inner.Describe(sample);

    private static ulong[] NumbersOf(PairSpace inner, IEnumerable<(int First, int Second)> excluded)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(excluded);
        var numbers = new SortedSet<ulong>();
        foreach (var (first, second) in excluded)
        {
            SpaceCheck.Sample(inner.SampleCount, first, nameof(excluded));
            SpaceCheck.Sample(inner.SampleCount, second, nameof(excluded));
            if (inner.Contains(first, second))
                numbers.Add(inner.RankOf(first, second));
        }

        return [.. numbers];
    }
}
