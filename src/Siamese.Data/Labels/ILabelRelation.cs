namespace TorchSharp.Siamese.Data.Labels;

/// <summary>Who belongs with whom: one object for spaces, plans, samplers, miners, losses and metrics.</summary>
/// <remarks>Symmetric. A sample is nothing to itself: no sample is its own positive. Implementations are immutable and thread-safe.</remarks>
public interface ILabelRelation
{
    /// <summary>Number of samples; they are numbered from 0.</summary>
    int SampleCount { get; }

    /// <summary>What two samples are to each other; <see cref="PairRelation.Ignored"/> for a sample and itself.</summary>
    /// <param name="first">0 to SampleCount - 1.</param>
    /// <param name="second">0 to SampleCount - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside that range.</exception>
    PairRelation Between(int first, int second);

    /// <summary>The other samples that are not negatives of a sample, positive or ignored, ascending.</summary>
    /// <remarks>Usually few, while the negatives are nearly all others: whoever knows these knows all.</remarks>
    /// <param name="sample">0 to SampleCount - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="sample"/> is outside that range.</exception>
    IEnumerable<int> Related(int sample);
}
