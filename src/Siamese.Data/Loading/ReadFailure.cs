namespace TorchSharp.Siamese.Data.Loading;

/// <summary>A sample that could not be read, and what was done about it.</summary>
/// <param name="Sample">Number of the sample in its source.</param>
/// <param name="Name">Where the sample comes from, such as its path.</param>
/// <param name="Reason">What its source said.</param>
/// <param name="Substitute">The sample that was taken instead; null where none was.</param>
public sealed record ReadFailure(int Sample, string Name, string Reason, int? Substitute);
