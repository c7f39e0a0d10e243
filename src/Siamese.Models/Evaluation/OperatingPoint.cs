using System.Globalization;

namespace TorchSharp.Siamese.Models.Evaluation;

/// <summary>What one threshold does to same-class and different-class pairs. Immutable.</summary>
/// <param name="Threshold">In the unit of the scores.</param>
/// <param name="TrueAcceptRate">Share of same-class pairs that are accepted, 0 to 1.</param>
/// <param name="FalseAcceptRate">Share of different-class pairs that are accepted, 0 to 1.</param>
/// <param name="SameCount">Number of same-class pairs.</param>
/// <param name="DifferentCount">Number of different-class pairs; the smallest false accept rate that they can show is 1 over it.</param>
public sealed record OperatingPoint(double Threshold, double TrueAcceptRate, double FalseAcceptRate, int SameCount, int DifferentCount)
{
    /// <summary>Share of pairs that the threshold gets right, 0 to 1.</summary>
    public double Accuracy => (TrueAcceptRate * SameCount + (1 - FalseAcceptRate) * DifferentCount) / ((double)SameCount + DifferentCount);

    /// <summary>Share of same-class pairs that are rejected, 0 to 1.</summary>
    public double FalseRejectRate => 1 - TrueAcceptRate;

    /// <summary>What the scores are, in words, such as "cosine similarity"; null where they were given alone.</summary>
    public string? DistanceName { get; init; }

    /// <summary>The rates in percent with threshold, distance and counts.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"TAR {100 * TrueAcceptRate:0.00} % at FAR {100 * FalseAcceptRate:0.0000} % (threshold {Threshold:0.######}{(DistanceName is null ? "" : $" of the {DistanceName}")}; {SameCount} same, {DifferentCount} different pairs)");
}
