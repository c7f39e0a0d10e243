using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Models.Losses.Regularizers;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Settings of a loss that learns class weights, proxies or centres; immutable.</summary>
public record ProxyLossOptions : MetricLossOptions
{
    /// <summary>Seed of the initial weights: the same seed, the same weights. Null to draw them from torch's global generator.</summary>
    public ulong? Seed { get; init; }

    /// <summary>What is added to the loss for the weights alone, one row per class or centre; null for nothing.</summary>
    public Regularizer? WeightRegularizer { get; init; }

    /// <summary>Factor of the weights' regulariser. Finite.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a number that is not finite.</exception>
    public double WeightRegularizerWeight { get; init => field = Check.Finite(value, nameof(WeightRegularizerWeight)); } = 1;
}
