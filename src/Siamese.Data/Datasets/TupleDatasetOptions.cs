using TorchSharp.Siamese.Data.Imaging;

namespace TorchSharp.Siamese.Data.Datasets;

/// <summary>What a <see cref="TupleDataset"/> does with the images of a tuple.</summary>
public sealed record TupleDatasetOptions
{
    /// <summary>Changes each image of a tuple at random, with a draw of its own. None by default.</summary>
    public IBatchAugmentation? Augmentation { get; init; }

    /// <summary>
    /// Seed of the augmentation: an image's randomness depends on this, the epoch, the number of the tuple and its role.
    /// 0 by default.
    /// </summary>
    public ulong Seed { get; init; }
}
