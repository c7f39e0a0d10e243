using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Losses;

namespace TorchSharp.Siamese.Models.Insight;

/// <summary>Settings of a <see cref="TrainingMonitor"/>; immutable.</summary>
public sealed record TrainingMonitorOptions
{
    /// <summary>Steps from one close look at the embeddings to the next, 1 or more; the device is waited for once in as many.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to 0 or less.</exception>
    public int SampleEvery { get; init => field = Check.Between(value, 1, 1_000_000, nameof(SampleEvery)); } = 10;

    /// <summary>Steps that a state must last before it is a finding, 10 or more; a twentieth of the whole training where that is more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set below 10.</exception>
    public int Patience { get; init => field = Check.Between(value, 10, 1_000_000, nameof(Patience)); } = 50;

    /// <summary>The loss that is trained with, for its margin and its distance; null if neither is to be looked at.</summary>
    public MetricLoss? Loss { get; init; }

    /// <summary>The margin that is trained with; null for that of <see cref="Loss"/>. For losses of one's own.</summary>
    public LossMargin? Margin { get; init; }

    /// <summary>Told about each finding at once, on the training's thread.</summary>
    public IProgress<Finding>? Progress { get; init; }

    /// <summary>The margin to hold distances against.</summary>
    internal LossMargin? EffectiveMargin => Margin ?? (Loss is null ? null : LossMargin.Of(Loss));

    /// <summary>What is compared.</summary>
    internal IDistance Distance => Margin?.Distance ?? Loss?.distance ?? new LpDistance();
}
