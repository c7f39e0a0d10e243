namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>Picks which samples make up each batch of an epoch, before anything is loaded.</summary>
/// <remarks>An implementation is a pure function of its options and the epoch: same epoch, same batches, on any thread.</remarks>
public interface IBatchSampler : IFingerprinted
{
    /// <summary>What the sampler was made from; one of your own that gives nothing here cannot have its state saved.</summary>
    /// <exception cref="NotSupportedException">The sampler has none.</exception>
    PlanFingerprint IFingerprinted.Fingerprint
        => throw new NotSupportedException($"Needs a sampler that implements Fingerprint to save or check its state, got {GetType().Name}.");

    /// <summary>Number of batches in every epoch.</summary>
    int BatchesPerEpoch { get; }

    /// <summary>The batches of an epoch, in order; may be enumerated any number of times.</summary>
    /// <param name="epoch">0 or more.</param>
    /// <returns>One array of sample numbers a batch. The caller may keep it.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="epoch"/> is negative.</exception>
    IEnumerable<int[]> Batches(int epoch);

    /// <summary>The batches of an epoch from one on, for a run that resumes in mid-epoch.</summary>
    /// <param name="epoch">0 or more.</param>
    /// <param name="firstBatch">0 to <see cref="BatchesPerEpoch"/>; the latter gives no batch.</param>
    /// <returns>One array of sample numbers a batch. The caller may keep it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    IEnumerable<int[]> Batches(int epoch, int firstBatch)
    {
        BatchRange.Check(epoch, firstBatch, BatchesPerEpoch);
        return Batches(epoch).Skip(firstBatch);
    }
}
