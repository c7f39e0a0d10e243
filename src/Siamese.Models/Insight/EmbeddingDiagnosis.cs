using TorchSharp.Siamese.Data.Mining;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Insight;

/// <summary>Says what is wrong with the embeddings of a labelled set, and with the set itself.</summary>
/// <remarks>Everything is exact and computed in blocks: O(N²) time, O(N) memory beyond a block. Thresholds and their reasons are in docs/understanding.md.</remarks>
public static class EmbeddingDiagnosis
{
    // Causes before consequences, what falsifies figures before what lowers them.
    private static readonly FindingCause[] Order =
    [
        FindingCause.NotFinite, FindingCause.LearningRateTooHigh, FindingCause.MarginTooLarge, FindingCause.Collapse,
        FindingCause.ClassImbalance, FindingCause.PairImbalance, FindingCause.LabelNoise, FindingCause.DestructiveAugmentation,
        FindingCause.DuplicatesAcrossSplits, FindingCause.NoActiveTuples, FindingCause.LowRank, FindingCause.Overfit,
        FindingCause.ConfusedClasses, FindingCause.Overlap,
    ];

    /// <summary>Looks at a labelled set.</summary>
    /// <param name="embeddings"><c>[N, D]</c>, floating point, finite; best of the training images, in evaluation mode.</param>
    /// <param name="labels">Class of each row, N of them.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <returns>Figures and findings.</returns>
    /// <exception cref="ArgumentException">A shape or dtype differs from the above, a number is not finite, or the options' tensors do not fit.</exception>
    public static DiagnosisResult Run(Tensor embeddings, IReadOnlyList<int> labels, DiagnosisOptions? options = null)
    {
        LabelledRows.Check(embeddings, labels);
        options ??= new DiagnosisOptions();
        var distance = options.Distance ?? options.Margin?.Distance ?? new LpDistance();
        Check(embeddings, options);

        var variances = Spectrum.Variances(embeddings);
        var result = new DiagnosisResult
        {
            Findings = [],
            Histogram = DistanceHistogram.Of(embeddings, labels, distance),
            ValidationHistogram = options.Validation is { } set ? DistanceHistogram.Of(set.Embeddings, set.Labels, distance) : null,
            Confusion = ClassConfusion.Of(embeddings, labels, distance),
            WorstPairs = WorstPairs.Find(embeddings, labels, options.WorstPairCount, distance),
            Labels = LabelCheck.Of(embeddings, labels, options.Neighbors, distance),
            Variances = variances,
            EffectiveRank = Spectrum.RankOf(variances),
        };
        var rules = new DiagnosisRules(embeddings, labels, distance, options, result);
        var findings = options.DuringTraining.Concat(rules.All())
            .DistinctBy(finding => finding.Cause)                          // that of the training comes first
            .OrderBy(finding => finding is { Cause: FindingCause.ClassImbalance, Severity: FindingSeverity.Note })      // one scarce class explains nothing
            .ThenBy(finding => Array.IndexOf(Order, finding.Cause));      // stable
        return result with { Findings = [.. findings] };
    }

    private static void Check(Tensor embeddings, DiagnosisOptions options)
    {
        if (options.Validation is { } validation)
        {
            LabelledRows.Check(validation.Embeddings, validation.Labels);
            Data.Check.EmbeddingsLike(validation.Embeddings, embeddings);
        }
        if (options.AugmentedViews is { } views)
        {
            Data.Check.EmbeddingsLike(views, embeddings);
            Data.Check.Shape(views, embeddings.shape);
            Data.Check.FiniteRows(views);
        }
    }
}
