using TorchSharp.Siamese.Models.Evaluation;

namespace TorchSharp.Siamese.Examples.ImageFolder;

/// <summary>What an evaluation found, in JSON with these names in snake_case; docs/figures.md describes them.</summary>
internal sealed record EvaluationReport(
    int Images, int Classes, int KnownClasses, Dictionary<string, double> Figures, Interval PrecisionAt1, Interval Auc, Interval Eer, Interval? ThresholdAccuracy,
    string RetrievalProtocol, string PairProtocol, string IntervalProtocol, IReadOnlyList<Baseline>? Baselines);

/// <summary>What can be had without a network.</summary>
/// <param name="Name">Raw pixels or colour histograms.</param>
/// <param name="PrecisionAt1">Share of images whose nearest one is of their class.</param>
/// <param name="How">The best size and distance, and among which.</param>
internal sealed record Baseline(string Name, double PrecisionAt1, string How);
