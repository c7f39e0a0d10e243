namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Settings of <see cref="TripletMarginLoss"/>; immutable.</summary>
public sealed record TripletMarginLossOptions : MetricLossOptions
{
    /// <summary>How much farther than the positive the negative should be, in the unit of the distance. Finite.</summary>
    public double Margin { get; init; } = 0.05;

    /// <summary>Hinge, or the soft margin that never quite reaches 0.</summary>
    public TripletPenalty Penalty { get; init; } = TripletPenalty.Hinge;

    /// <summary>Whether the negative's distance is that to anchor or positive, whichever is nearer.</summary>
    public bool Swap { get; init; }

    /// <summary>Which triplets are priced where none are given.</summary>
    public TripletSelection Selection { get; init; } = TripletSelection.All;

    /// <summary>How much farther than the positive a semi-hard negative may be, in the unit of the distance, above 0; null for <see cref="Margin"/>.</summary>
    public double? SelectionMargin { get; init; }
}
