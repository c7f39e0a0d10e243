using TorchSharp.Siamese.Data;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Settings of <see cref="MarginLoss"/>; immutable.</summary>
public sealed record MarginLossOptions : MetricLossOptions
{
    /// <summary>m, in the unit of the distance. Finite.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a number that is not finite.</exception>
    public double Margin { get; init => field = Check.Finite(value, nameof(Margin)); } = 0.2;

    /// <summary>β, or where it starts, in the unit of the distance. Finite.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a number that is not finite.</exception>
    public double Beta { get; init => field = Check.Finite(value, nameof(Beta)); } = 1.2;

    /// <summary>ν, what a learnt β costs, so that it does not drift. Finite.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a number that is not finite.</exception>
    public double Nu { get; init => field = Check.Finite(value, nameof(Nu)); }

    /// <summary>Where β comes from.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to none of the named ones.</exception>
    public MarginBoundary Boundary
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Boundary), value, $"Expected one of {string.Join(", ", Enum.GetNames<MarginBoundary>())}, got {value}.");
    }

    /// <summary>Number of classes, 1 or more, where each learns its own β; labels are then 0 to Classes - 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to 0 or less.</exception>
    public long Classes { get; init => field = Check.Between(value, 1L, int.MaxValue, nameof(Classes)); } = 1;
}
