namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>What a plan or sampler was made from. Equal fingerprints mean the same tuples or batches.</summary>
/// <param name="Data">The samples: their number, and a hash of who belongs with whom.</param>
/// <param name="Options">Every option that decides the order.</param>
public sealed record PlanFingerprint(string Data, string Options);
