namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>What a P x K sampler does with a class that has fewer than K samples.</summary>
public enum SmallClassPolicy
{
    /// <summary>
    /// Its samples are repeated until there are K, evenly. A class of one sample is refused: it would be its own positive.
    /// </summary>
    Repeat,

    /// <summary>The class is left out, in every epoch.</summary>
    Skip,
}
