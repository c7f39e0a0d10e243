namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>The order in which a plan goes through the numbers of a space.</summary>
internal abstract class TupleOrder
{
    /// <summary>How many numbers come, for certain, before one comes again.</summary>
    internal abstract UInt128 UniqueLength { get; }

    /// <summary>The number at a position.</summary>
    /// <param name="position">Below 2^63.</param>
    internal abstract UInt128 At(ulong position);

    /// <summary>As <see cref="At"/>, where the space has fewer than 2^63 tuples.</summary>
    internal virtual ulong AtSmall(ulong position) => (ulong)At(position);

    /// <summary>As <see cref="AtSmall"/> for the positions from <paramref name="first"/> on.</summary>
    internal virtual void FillSmall(ulong first, Span<ulong> numbers)
    {
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = AtSmall(first + (ulong)i);
    }

    private protected static InvalidOperationException UsedUp(string what, UInt128 count, string where) => new(
        $"Needs more {what} than there are: all {count}{where} have come. Use fewer epochs, or ExhaustionPolicy.Reshuffle to start over.");
}
