namespace TorchSharp.Siamese.Models.Training;

/// <summary>Means and sums of an epoch of a training, parts of it before a restart included.</summary>
public sealed class TrainingEpoch
{
    /// <summary>Which epoch, from 0.</summary>
    public required int Epoch { get; init; }

    /// <summary>Steps done, over all epochs.</summary>
    public required long Step { get; init; }

    /// <summary>Batches of the epoch.</summary>
    public required long BatchCount { get; init; }

    /// <summary>Batches without an active tuple.</summary>
    public required long IdleBatchCount { get; init; }

    /// <summary>Images of the epoch.</summary>
    public required long ImageCount { get; init; }

    /// <summary>Mean of the batches' losses.</summary>
    public required double MeanLoss { get; init; }

    /// <summary>Tuples priced.</summary>
    public required long TupleCount { get; init; }

    /// <summary>Tuples whose loss was above 0.</summary>
    public required long ActiveCount { get; init; }

    /// <summary>Time of this training so far, of this process only.</summary>
    public required TimeSpan Elapsed { get; init; }
}
