namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Settings of <see cref="ContrastiveLoss"/>; immutable.</summary>
public sealed record ContrastiveLossOptions : MetricLossOptions
{
    /// <summary>Which formula.</summary>
    public ContrastiveForm Form { get; init; } = ContrastiveForm.Squared;

    /// <summary>Distance up to which (similarity from which on) a same-class pair costs nothing, in the unit of the distance. Finite.</summary>
    public double PositiveMargin { get; init; }

    /// <summary>Distance from which on (similarity up to which) a different-class pair costs nothing, in the unit of the distance. Finite.</summary>
    public double NegativeMargin { get; init; } = 1;
}
