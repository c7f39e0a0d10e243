namespace TorchSharp.Siamese.Data.Tuples;

/// <summary>A tuple space whose tuples have a type of their own.</summary>
/// <typeparam name="TTuple">The tuple: <see cref="SamplePair"/> or <see cref="SampleTriplet"/>.</typeparam>
public interface ITupleSpace<TTuple> : ITupleSpace
    where TTuple : struct
{
    /// <summary>Tuple number <paramref name="index"/>.</summary>
    /// <param name="index">0 to Count - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is outside that range.</exception>
    TTuple Unrank(UInt128 index);

    /// <summary>The number of a tuple.</summary>
    /// <param name="tuple">A tuple of this space.</param>
    /// <exception cref="ArgumentException">It is not one.</exception>
    UInt128 Rank(TTuple tuple);
}
