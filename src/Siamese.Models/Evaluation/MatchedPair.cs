namespace TorchSharp.Siamese.Models.Evaluation;

/// <summary>Two rows of a set that a threshold calls the same.</summary>
/// <param name="First">The earlier row.</param>
/// <param name="Second">The later row.</param>
/// <param name="Score">How far apart they are, or how alike.</param>
public readonly record struct MatchedPair(int First, int Second, double Score);
