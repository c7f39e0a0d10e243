using TorchSharp.Siamese.Data.Mining;

namespace TorchSharp.Siamese.Models.Memory;

/// <summary>Settings of <see cref="HardNegativeStore"/>; immutable.</summary>
public sealed record HardNegativeOptions
{
    /// <summary>Ranks of nearness that are kept, 1 the nearest negative; from 2 or 3 on they step over wrong labels.</summary>
    public RankRange Ranks { get; init; } = new(1, 10);

    /// <summary>After how many steps a store is stale, 1 or more.</summary>
    public long RefreshEvery { get; init; } = 1000;

    /// <summary>Negatives nearer than this are taken for wrong labels and left out (similarities: above it); null for no such limit.</summary>
    public double? TooNear { get; init; }

    /// <summary>Negatives nearer than the nearest positive plus this are left out; null for no such limit.</summary>
    public double? PositiveMargin { get; init; }

    /// <summary>What is compared; null for the Euclidean distance of L2-normalised rows.</summary>
    public IDistance? Distance { get; init; }
}
