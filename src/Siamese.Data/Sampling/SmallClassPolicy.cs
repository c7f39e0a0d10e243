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

    /// <summary>
    /// As Repeat, classes of one sample included: for random augmentation, which makes another image of every repeat.
    /// Only then do repeats make positives that are worth anything.
    /// </summary>
    Augment,

    /// <summary>
    /// Small classes share the places of one class, at most K samples together, so that fewer or no samples are repeated.
    /// A batch then has more than P classes; a class of one sample serves as negative only.
    /// </summary>
    Merge,
}
