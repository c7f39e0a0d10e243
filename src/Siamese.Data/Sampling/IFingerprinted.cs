namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>A plan or sampler that can tell whether a saved state is its own.</summary>
public interface IFingerprinted
{
    /// <summary>What it was made from; two of the same kind with equal fingerprints give the same tuples or batches.</summary>
    PlanFingerprint Fingerprint { get; }
}
