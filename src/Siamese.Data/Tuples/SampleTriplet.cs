namespace TorchSharp.Siamese.Data.Tuples;

/// <summary>An anchor, another sample of its class, and a sample of another class.</summary>
/// <param name="Anchor">Number of the anchor.</param>
/// <param name="Positive">Number of a different sample of the anchor's class.</param>
/// <param name="Negative">Number of a sample of another class.</param>
public readonly record struct SampleTriplet(int Anchor, int Positive, int Negative);
