namespace TorchSharp.Siamese.Models.Insight.Report;

/// <summary>One value of a curve.</summary>
/// <param name="Step">Step of the training, from 1; 0 for what was measured before the first.</param>
/// <param name="Value">The value, finite.</param>
public readonly record struct CurvePoint(long Step, double Value);
