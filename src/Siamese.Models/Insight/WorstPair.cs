namespace TorchSharp.Siamese.Models.Insight;

/// <summary>Two images that a network places wrongly.</summary>
/// <param name="First">Row of the one that the pair was found for.</param>
/// <param name="Second">Row of the other.</param>
/// <param name="Score">Their distance, or similarity.</param>
public sealed record WorstPair(int First, int Second, double Score);
