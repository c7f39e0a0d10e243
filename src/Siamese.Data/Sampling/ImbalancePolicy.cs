namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>
/// What a P x K sampler does where the class sizes leave it without P different classes for every batch,
/// for example where one class holds half of all samples.
/// </summary>
public enum ImbalancePolicy
{
    /// <summary>Every batch has P classes; samples of the smaller classes come again in the same epoch, spread evenly.</summary>
    Repeat,

    /// <summary>Batches may have fewer than P classes, never fewer than two; samples come again only where even that needs it.</summary>
    ShortBatches,
}
