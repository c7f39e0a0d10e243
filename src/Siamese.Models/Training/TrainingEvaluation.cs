namespace TorchSharp.Siamese.Models.Training;

/// <summary>What an evaluation during a training found.</summary>
public sealed class TrainingEvaluation
{
    /// <summary>Steps done.</summary>
    public required long Step { get; init; }

    /// <summary>Epoch of the last batch, from 0.</summary>
    public required int Epoch { get; init; }

    /// <summary>Values by name, such as "precision@1", "eer" or "auc".</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>Whether it is the best so far by the metric that the training watches.</summary>
    public bool IsBest { get; init; }
}
