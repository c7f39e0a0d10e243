using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Evaluation;
using TorchSharp.Siamese.Models.Insight.Projection;

namespace TorchSharp.Siamese.Models.Insight.Report;

/// <summary>How much of a set of embeddings a report shows. Immutable.</summary>
public sealed record ReportOptions
{
    /// <summary>What tells near from far; null for the Euclidean distance of L2-normalised rows.</summary>
    public IDistance? Distance { get; init; }

    /// <summary>The most images on the map, drawn at random of all; 0 for no map, else 4 to 10,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set outside its range.</exception>
    public int MapPoints
    {
        get;
        init => field = value is 0 or (>= 4 and <= TsneProjection.MaxRows)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MapPoints), value, $"Expected 0, or 4 to {TsneProjection.MaxRows}, got {value}.");
    } = 2_000;

    /// <summary>The most worst pairs of either kind, 0 to 200; 0 for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set outside its range.</exception>
    public int WorstPairs { get; init => field = Check.Between(value, 0, 200, nameof(WorstPairs)); } = 12;

    /// <summary>The most pairs that verification is counted over: all that there are, or so many at random, half of them of one class. 0 for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set outside 0 to 100,000,000.</exception>
    public int VerificationPairs { get; init => field = Check.Between(value, 0, 100_000_000, nameof(VerificationPairs)); } = 1_000_000;

    /// <summary>How intervals of verification figures are made.</summary>
    public BootstrapOptions Bootstrap { get; init; } = new() { Resamples = 100 };

    /// <summary>How t-SNE spreads the map.</summary>
    public TsneOptions Tsne { get; init; } = new();

    /// <summary>Which images and pairs are drawn, where not all are, is a function of this.</summary>
    public ulong Seed { get; init; }
}
