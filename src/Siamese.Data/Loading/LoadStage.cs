namespace TorchSharp.Siamese.Data.Loading;

/// <summary>What a loader was doing with a batch.</summary>
public enum LoadStage
{
    /// <summary>Asking the sampler which samples the batch holds.</summary>
    Sampling,

    /// <summary>Reading the samples from their source.</summary>
    Reading,

    /// <summary>Changing the images at random.</summary>
    Augmenting,

    /// <summary>Moving the batch to its device.</summary>
    Transferring,
}
