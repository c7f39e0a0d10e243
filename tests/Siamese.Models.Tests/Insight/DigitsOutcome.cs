using TorchSharp.Siamese.Models.Insight;

namespace TorchSharp.Siamese.Models.Tests.Insight;

/// <summary>What came of a training.</summary>
/// <param name="During">What the monitor found.</param>
/// <param name="Diagnosis">What was found in the end, monitor included; null where the network gives no numbers any more.</param>
/// <param name="Precision">Share of all digits whose nearest neighbour is the same digit.</param>
internal sealed record DigitsOutcome(IReadOnlyList<Finding> During, DiagnosisResult? Diagnosis, double Precision);
