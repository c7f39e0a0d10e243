namespace TorchSharp.Siamese.Models.Training;

/// <summary>The numbers of a training between two steps: all that is no tensor and belongs to no other part.</summary>
internal sealed record TrainerState
{
    /// <summary>Steps done.</summary>
    public long Step { get; init; }

    /// <summary>Where the next batch is.</summary>
    public int Epoch { get; init; }

    public int Batch { get; init; }

    public long Images { get; init; }

    /// <summary>Steps before the epoch.</summary>
    public long EpochStep { get; init; }

    /// <summary>Images of the epoch.</summary>
    public long EpochImages { get; init; }

    public double Seconds { get; init; }

    /// <summary>Mean loss of the last epoch that is over; NaN before.</summary>
    public double LastEpochLoss { get; init; } = double.NaN;

    /// <summary>Whether the last step is to be followed by an evaluation that has not been made.</summary>
    public bool EvaluationDue { get; init; }

    public TrainingGuardState? Guard { get; init; }

    public long SchedulerSteps { get; init; }

    public IReadOnlyList<double> SchedulerMetrics { get; init; } = [];

    public double? Best { get; init; }

    public long? BestStep { get; init; }

    public int SinceBest { get; init; }

    /// <summary>Steps whose weights are in the moving average.</summary>
    public long AverageCount { get; init; }

    /// <summary>State of each loss's miner schedule, as its JSON; null for one without.</summary>
    public IReadOnlyList<string?> Miners { get; init; } = [];
}
