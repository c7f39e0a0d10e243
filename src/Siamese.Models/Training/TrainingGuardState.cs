namespace TorchSharp.Siamese.Models.Training;

/// <summary>What a <see cref="TrainingGuard"/> has counted, for a checkpoint.</summary>
public sealed record TrainingGuardState
{
    /// <summary>Batches seen.</summary>
    public required long BatchCount { get; init; }

    /// <summary>Batches without an active tuple.</summary>
    public required long IdleBatchCount { get; init; }

    /// <summary>How many batches in a row, up to the last, had no active tuple.</summary>
    public required int IdleRun { get; init; }

    /// <summary>Tuples priced.</summary>
    public required long TupleCount { get; init; }

    /// <summary>Tuples with a loss above 0.</summary>
    public required long ActiveCount { get; init; }

    /// <summary>Loss of the last batch.</summary>
    public required double LastLoss { get; init; }

    /// <summary>Sum of the batches' losses.</summary>
    public required double LossSum { get; init; }

    /// <summary>Norms of gradients that make up the usual one.</summary>
    public required long NormCount { get; init; }

    /// <summary>Logarithm of the usual norm.</summary>
    public required double UsualLogNorm { get; init; }

    /// <summary>How many steps in a row, up to the last, had a norm far above the usual one.</summary>
    public required int LargeNormRun { get; init; }
}
