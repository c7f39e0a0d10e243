using System.Numerics;

namespace TorchSharp.Siamese.Data.Tuples;

/// <summary>All distinct tuples of one kind that a labelled set admits, numbered from 0 and never stored.</summary>
/// <remarks>
/// <see cref="Unrank"/> and <see cref="Rank"/> are inverse to each other and take O(log classes) steps; nothing is
/// allocated per call. Implementations are immutable and thread-safe.
/// </remarks>
public interface ITupleSpace
{
    /// <summary>Samples in a tuple (learning size L): 2 for pairs, 3 for triplets.</summary>
    int Length { get; }

    /// <summary>Number of samples of the set; tuples are made of 0 to SampleCount - 1.</summary>
    int SampleCount { get; }

    /// <summary>16 hex digits that tell this space from others: a hash of all that decides which tuples have which numbers.</summary>
    string Fingerprint { get; }

    /// <summary>Number of tuples, however large. May be 0.</summary>
    BigInteger ExactCount { get; }

    /// <summary>Number of tuples. May be 0.</summary>
    /// <exception cref="OverflowException">There are 2^128 tuples or more; <see cref="ExactCount"/> has the number.</exception>
    UInt128 Count { get; }

    /// <summary>Writes tuple number <paramref name="index"/>: the anchor first, then positives, then negatives.</summary>
    /// <param name="index">0 to Count - 1.</param>
    /// <param name="samples">Takes <see cref="Length"/> sample numbers.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is outside that range.</exception>
    /// <exception cref="ArgumentException"><paramref name="samples"/> has another length.</exception>
    /// <exception cref="OverflowException">There are more than 2^127 tuples: too many to be addressed.</exception>
    void Unrank(UInt128 index, Span<int> samples);

    /// <summary>The number of a tuple. Roles whose order does not count may come in any order.</summary>
    /// <param name="samples">Sample numbers, in the order in which <see cref="Unrank"/> writes them.</param>
    /// <exception cref="ArgumentException">The samples are not a tuple of this space.</exception>
    /// <exception cref="OverflowException">There are more than 2^127 tuples: too many to be addressed.</exception>
    UInt128 Rank(ReadOnlySpan<int> samples);
}
