namespace TorchSharp.Siamese.Models.Insight.Projection;

/// <summary>A place on a plane.</summary>
/// <param name="X">To the right.</param>
/// <param name="Y">Upwards.</param>
public readonly record struct PlanePoint(float X, float Y);
