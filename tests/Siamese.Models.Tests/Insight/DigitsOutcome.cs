using TorchSharp.Siamese.Models.Insight;
using TorchSharp.Siamese.Models.Training;

namespace TorchSharp.Siamese.Models.Tests.Insight;

/// <summary>What came of a training.</summary>
/// <param name="During">What the monitor found.</param>
/// <param name="Diagnosis">What was found in the end, monitor included; null where the network gives no numbers any more.</param>
/// <param name="Precision">Share of all digits whose nearest neighbour is the same digit.</param>
internal sealed record DigitsOutcome(IReadOnlyList<Finding> During, DiagnosisResult? Diagnosis, double Precision)
{
    /// <summary>Why the trainer stopped early; null where it did not.</summary>
    public TrainingStoppedException? Stopped { get; init; }
}
