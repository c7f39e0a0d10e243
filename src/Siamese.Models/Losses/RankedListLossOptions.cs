using TorchSharp.Siamese.Data;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Settings of <see cref="RankedListLoss"/>; immutable. The defaults are the paper's simpler form, without weighting.</summary>
public sealed record RankedListLossOptions : MetricLossOptions
{
    /// <summary>Width m of the band between positives and negatives, in the unit of the distance. Finite.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a number that is not finite.</exception>
    public double Margin { get; init => field = Check.Finite(value, nameof(Margin)); } = 0.4;

    /// <summary>Distance α from which on negatives cost nothing; null for <c>1 + m/2</c>, the middle of the band being at 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a number that is not finite.</exception>
    public double? Alpha { get; init => field = value is { } alpha ? Check.Finite(alpha, nameof(Alpha)) : null; }

    /// <summary>Weight of the negatives against the positives, 0 to 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set outside 0 to 1.</exception>
    public double Imbalance { get; init => field = Check.Between(value, 0, 1, nameof(Imbalance)); } = 0.5;

    /// <summary>How much more the farther positives weigh, finite, 0 or more; 0 for all alike.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a negative number or one that is not finite.</exception>
    public double PositiveTemperature { get; init => field = Check.Between(value, 0, double.MaxValue, nameof(PositiveTemperature)); }

    /// <summary>How much more the nearer negatives weigh, finite, 0 or more; 0 for all alike.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a negative number or one that is not finite.</exception>
    public double NegativeTemperature { get; init => field = Check.Between(value, 0, double.MaxValue, nameof(NegativeTemperature)); }
}
