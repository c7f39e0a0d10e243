namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>What happens where the tuples or batches of an epoch cannot be dealt to all ranks evenly.</summary>
public enum ShardRemainder
{
    /// <summary>The first ranks get one more: together the ranks see all.</summary>
    Keep,

    /// <summary>The last few, fewer than there are ranks, are left out: every rank takes the same number of steps.</summary>
    Drop,
}
