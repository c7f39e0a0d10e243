using TorchSharp.Siamese.Data;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Settings of <see cref="SoftTripleLoss"/>; immutable.</summary>
public sealed record SoftTripleLossOptions : ProxyLossOptions
{
    /// <summary>Centres of each class, 1 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to 0 or less.</exception>
    public int CentersPerClass { get; init => field = Check.Between(value, 1, int.MaxValue, nameof(CentersPerClass)); } = 10;

    /// <summary>λ, the scale of the logits. Finite, above 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a number that is not finite and positive.</exception>
    public double Lambda { get; init => field = Check.FinitePositive(value, nameof(Lambda)); } = 20;

    /// <summary>γ, the temperature at which centres are weighed. Finite, above 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a number that is not finite and positive.</exception>
    public double Gamma { get; init => field = Check.FinitePositive(value, nameof(Gamma)); } = 0.1;

    /// <summary>δ, in units of the similarity. Finite.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a number that is not finite.</exception>
    public double Margin { get; init => field = Check.Finite(value, nameof(Margin)); } = 0.01;
}
