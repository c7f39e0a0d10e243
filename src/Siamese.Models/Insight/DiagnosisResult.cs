namespace TorchSharp.Siamese.Models.Insight;

/// <summary>What an <see cref="EmbeddingDiagnosis"/> measured and found. Immutable, thread-safe.</summary>
public sealed record DiagnosisResult
{
    internal DiagnosisResult()
    {
    }

    /// <summary>What is wrong, causes before consequences: the first is the first to mend. Empty where nothing was found.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>How far same and different images lie apart.</summary>
    public required DistanceHistogram Histogram { get; init; }

    /// <summary>The same of the validation images; null without them.</summary>
    public DistanceHistogram? ValidationHistogram { get; init; }

    /// <summary>Which classes lie next to which.</summary>
    public required ClassConfusion Confusion { get; init; }

    /// <summary>The pairs that are most wrong.</summary>
    public required WorstPairs WorstPairs { get; init; }

    /// <summary>Which labels are likely wrong, the surest first.</summary>
    public required LabelCheck Labels { get; init; }

    /// <summary>Variances along the principal axes, largest first.</summary>
    public required IReadOnlyList<double> Variances { get; init; }

    /// <summary>How many dimensions the embeddings use: e to the entropy of the variances' shares; NaN where all embeddings are equal.</summary>
    public required double EffectiveRank { get; init; }

    /// <summary>The findings in full, or that there is none, and the main figures.</summary>
    public override string ToString()
        => $"{(Findings.Count == 0 ? "nothing found" : string.Join("\n", Findings))}\n{Histogram}";
}
