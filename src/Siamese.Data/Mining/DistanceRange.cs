namespace TorchSharp.Siamese.Data.Mining;

/// <summary>Distances (or similarities) that a miner may choose, both limits included.</summary>
/// <param name="Low">Smallest value allowed.</param>
/// <param name="High">Largest value allowed; not below <paramref name="Low"/>.</param>
public readonly record struct DistanceRange(double Low, double High);
