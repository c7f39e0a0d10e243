namespace TorchSharp.Siamese.Data.Loading;

/// <summary>A sample that could not be read.</summary>
/// <param name="Sample">Number of the sample in its source.</param>
/// <param name="Name">Where it comes from, such as its path.</param>
/// <param name="Reason">What its source said the last time.</param>
/// <param name="Times">How often it failed.</param>
/// <param name="Substituted">How often another sample took its place.</param>
public sealed record UnreadableSample(int Sample, string Name, string Reason, long Times, long Substituted);
