namespace TorchSharp.Siamese.Models.Insight.Projection;

/// <summary>How far a <see cref="TsneProjection"/> is.</summary>
/// <param name="Iteration">Steps done.</param>
/// <param name="Iterations">Steps in all.</param>
/// <param name="Divergence">The Kullback-Leibler divergence that the steps make small, without exaggeration, in nats.</param>
public readonly record struct TsneProgress(int Iteration, int Iterations, double Divergence);
