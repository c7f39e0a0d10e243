namespace TorchSharp.Siamese.Models.Training;

/// <summary>Where a training begins or goes on.</summary>
public sealed class TrainingStart
{
    /// <summary>Steps done before; 0 at the very beginning.</summary>
    public required long Step { get; init; }

    /// <summary>Epoch of the next batch, from 0.</summary>
    public required int Epoch { get; init; }

    /// <summary>Index of the next batch in its epoch, from 0.</summary>
    public required int Batch { get; init; }

    /// <summary>Steps of the whole training, those before included, if nothing stops it early.</summary>
    public required long TotalSteps { get; init; }
}
