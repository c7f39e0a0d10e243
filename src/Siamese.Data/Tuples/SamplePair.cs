namespace TorchSharp.Siamese.Data.Tuples;

/// <summary>Two samples and whether they share a class.</summary>
/// <param name="Anchor">Number of the first sample.</param>
/// <param name="Other">Number of the second sample.</param>
/// <param name="Same">True for a positive pair, false for a negative one.</param>
public readonly record struct SamplePair(int Anchor, int Other, bool Same);
