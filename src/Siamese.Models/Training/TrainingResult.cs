namespace TorchSharp.Siamese.Models.Training;

/// <summary>What came of a training. All figures are of the whole training, parts before a restart included.</summary>
public sealed record TrainingResult
{
    /// <summary>Why it ended.</summary>
    public required TrainingEnd End { get; init; }

    /// <summary>Steps of the optimiser.</summary>
    public required long Steps { get; init; }

    /// <summary>Whole epochs.</summary>
    public required int Epochs { get; init; }

    /// <summary>Mean loss of the last epoch, or of what there was of it; NaN where there was no step.</summary>
    public required double Loss { get; init; }

    /// <summary>Images that went through steps.</summary>
    public required long ImageCount { get; init; }

    /// <summary>Time of all processes that took part, without what killed ones did after their last checkpoint.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Best value of the watched metric; null where none was watched or nothing was evaluated.</summary>
    public double? BestMetric { get; init; }

    /// <summary>After how many steps that was; null as above.</summary>
    public long? BestStep { get; init; }
}
