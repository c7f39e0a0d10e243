namespace TorchSharp.Siamese.Data.Loading;

/// <summary>How far an epoch is, counted in what the caller was given.</summary>
/// <param name="Epoch">The epoch.</param>
/// <param name="Batches">Batches of the epoch up to and including the one being given, those skipped by a late start included.</param>
/// <param name="BatchesPerEpoch">Batches in the whole epoch.</param>
/// <param name="Samples">Samples given since the start.</param>
public readonly record struct LoadProgress(int Epoch, int Batches, int BatchesPerEpoch, long Samples);
