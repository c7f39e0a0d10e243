namespace TorchSharp.Siamese.Data.Loading;

/// <summary>What a loader does about a sample that cannot be read.</summary>
public enum ReadFailurePolicy
{
    /// <summary>The epoch ends with a <see cref="SampleLoadException"/> that names the sample.</summary>
    Throw,

    /// <summary>The tuples that the sample is in are left out, in a batch without tuples the sample; a batch of which nothing is left does not come.</summary>
    Skip,

    /// <summary>
    /// Another sample of its class takes its place, one that is not in the batch yet; which one depends on seed, epoch, batch
    /// and place only. Where a class has none that can be read, or 16 in a row cannot, as <see cref="Skip"/>.
    /// </summary>
    Substitute,
}
