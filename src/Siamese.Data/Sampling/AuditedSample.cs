namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>One place of a batch.</summary>
/// <param name="Tuple">Number of its tuple in the epoch; null in a batch without tuples.</param>
/// <param name="Place">Its place in the tuple, or in a batch without tuples; the anchor has 0.</param>
/// <param name="Role">What the sample is there.</param>
/// <param name="Sample">Number of the sample.</param>
/// <param name="Class">Number of its class; null where no classes were given.</param>
public readonly record struct AuditedSample(long? Tuple, int Place, SampleRole Role, int Sample, int? Class);
