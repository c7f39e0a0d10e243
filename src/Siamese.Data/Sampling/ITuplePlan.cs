namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>Which samples, in which roles, make up each tuple of each epoch: a pure function of (options, epoch, index).</summary>
/// <remarks>Any tuple is reached without the ones before it, on any thread, and nothing is allocated for it.</remarks>
public interface ITuplePlan : IFingerprinted
{
    /// <summary>Number of samples of the set; tuples are made of 0 to SampleCount - 1.</summary>
    int SampleCount { get; }

    /// <summary>L: samples in a tuple, 2 for pairs, 3 for triplets.</summary>
    int LearningSize { get; }

    /// <summary>
    /// P where every tuple is an anchor, then P positives, then negatives, as triplets and tuplets are; null where it differs
    /// from tuple to tuple which of the others share the anchor's class, as in pairs.
    /// </summary>
    int? PositivesPerTuple { get; }

    /// <summary>Number of tuples in every epoch, 1 or more.</summary>
    long EpochLength { get; }

    /// <summary>Writes one tuple: the anchor, then the others, and for each of the others whether it shares the anchor's class.</summary>
    /// <param name="epoch">0 or more.</param>
    /// <param name="index">0 to EpochLength - 1.</param>
    /// <param name="samples">Takes <see cref="LearningSize"/> sample numbers.</param>
    /// <param name="same">Takes LearningSize - 1 labels; number j is about sample j + 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="epoch"/> or <paramref name="index"/> is outside its range.</exception>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    /// <exception cref="InvalidOperationException">All tuples have been used and the plan is not to start over.</exception>
    /// <exception cref="OverflowException">The tuple is number 2^63 or later since the first epoch.</exception>
    void At(int epoch, long index, Span<int> samples, Span<bool> same);
}
