using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>One term of a <see cref="CombinedLoss"/>; immutable.</summary>
/// <param name="Loss">The loss; it becomes part of the sum.</param>
public sealed record WeightedLoss(MetricLoss Loss)
{
    /// <summary>Factor of the loss. Finite.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a number that is not finite.</exception>
    public double Weight { get; init => field = Check.Finite(value, nameof(Weight)); } = 1;

    /// <summary>Chooses the tuples of this term; null for those given to the sum, or all.</summary>
    public IMiner? Miner { get; init; }
}
