namespace TorchSharp.Siamese.Data.Loading;

/// <summary>What came of a request.</summary>
/// <param name="Batch">The batch; null where nothing is left of it.</param>
/// <param name="Failures">The samples that could not be read.</param>
/// <param name="LeftOut">Tuples left out, in a batch without tuples samples.</param>
internal sealed record MadeBatch<TBatch>(TBatch? Batch, ReadFailure[] Failures, int LeftOut)
    where TBatch : class, ILoadedBatch;
