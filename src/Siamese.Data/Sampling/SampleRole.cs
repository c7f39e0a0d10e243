namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>What a sample is in its batch.</summary>
public enum SampleRole
{
    /// <summary>The sample that the others of its tuple are compared with.</summary>
    Anchor,

    /// <summary>A sample that belongs with its anchor.</summary>
    Positive,

    /// <summary>A sample that does not belong with its anchor.</summary>
    Negative,

    /// <summary>A sample of a batch without tuples; a miner or a loss gives the roles.</summary>
    Member,
}
