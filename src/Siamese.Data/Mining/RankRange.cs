namespace TorchSharp.Siamese.Data.Mining;

/// <summary>Places in an order of hardness, both included; 1 is the hardest.</summary>
/// <param name="First">First place taken, 1 or more.</param>
/// <param name="Last">Last place taken, not before <paramref name="First"/>.</param>
public readonly record struct RankRange(int First, int Last)
{
    /// <summary>The hardest alone.</summary>
    public static RankRange Hardest { get; } = new(1, 1);
}
