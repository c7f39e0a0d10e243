using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;

namespace TorchSharp.Siamese.Models.Evaluation;

/// <summary>What <see cref="RetrievalEvaluator"/> compares, and how far down the ranking it looks. Immutable.</summary>
public sealed record RetrievalOptions
{
    /// <summary>Ranks the gallery; null for the Euclidean distance of L2-normalised rows.</summary>
    public IDistance? Distance { get; init; }

    /// <summary>Number of neighbours that count, 1 or more; null for the whole gallery. What lies behind them counts as not found.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to 0 or less.</exception>
    public int? Neighbors { get; init => field = value is { } count ? Check.Between(count, 1, int.MaxValue, nameof(Neighbors)) : null; }

    /// <summary>Last rank of <see cref="RetrievalResult.Cmc"/>, 1 or more. Default: 100, or the gallery if that is smaller.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to 0 or less.</exception>
    public int Ranks { get; init => field = Check.Between(value, 1, int.MaxValue, nameof(Ranks)); } = 100;

    /// <summary>True where gallery row i is query i for as many rows as there are queries, so that it is no neighbour of it.</summary>
    public bool GalleryBeginsWithQuery { get; init; }

    /// <summary>
    /// Whether it is an error that no query at all has anything to find. Default: true; else every figure is NaN, as in
    /// pytorch-metric-learning.
    /// </summary>
    public bool RequirePositives { get; init; } = true;
}
