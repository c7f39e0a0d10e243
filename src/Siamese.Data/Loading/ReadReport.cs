namespace TorchSharp.Siamese.Data.Loading;

/// <summary>What a loader could not read, over all batches that callers were given.</summary>
/// <param name="Samples">Every sample that failed, in the order in which they first did.</param>
/// <param name="LeftOut">Tuples that were left out, in batches without tuples samples.</param>
/// <param name="EmptyBatches">Batches that did not come since nothing was left of them.</param>
public sealed record ReadReport(IReadOnlyList<UnreadableSample> Samples, long LeftOut, long EmptyBatches);
