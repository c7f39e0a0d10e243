namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>A plan whose tuples have a type of their own.</summary>
/// <typeparam name="TTuple">SamplePair or SampleTriplet.</typeparam>
public interface ITuplePlan<TTuple> : ITuplePlan
    where TTuple : struct
{
    /// <summary>One tuple.</summary>
    /// <param name="epoch">0 or more.</param>
    /// <param name="index">0 to EpochLength - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="epoch"/> or <paramref name="index"/> is outside its range.</exception>
    /// <exception cref="InvalidOperationException">All tuples have been used and the plan is not to start over.</exception>
    /// <exception cref="OverflowException">The tuple is number 2^63 or later since the first epoch.</exception>
    TTuple At(int epoch, long index);

    /// <summary>A run of tuples of one epoch; faster than one by one.</summary>
    /// <param name="epoch">0 or more.</param>
    /// <param name="first">Index of the first tuple, 0 or more.</param>
    /// <param name="tuples">Takes the tuples; the run must end within the epoch.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="epoch"/> or <paramref name="first"/> is outside its range, or the run leaves the epoch.</exception>
    /// <exception cref="InvalidOperationException">All tuples have been used and the plan is not to start over.</exception>
    /// <exception cref="OverflowException">A tuple is number 2^63 or later since the first epoch.</exception>
    void Fill(int epoch, long first, Span<TTuple> tuples);
}
