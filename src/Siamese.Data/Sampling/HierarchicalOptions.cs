namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>How a <see cref="HierarchicalBatchSampler"/> lays out its batches. Checked by the sampler's constructor.</summary>
public sealed record HierarchicalOptions
{
    /// <summary>Different groups (alphabets) in a batch, 1 or more.</summary>
    public required int GroupsPerBatch { get; init; }

    /// <summary>Different classes (characters) of each of them, 1 or more; a group with fewer gives all it has.</summary>
    public required int ClassesPerGroup { get; init; }

    /// <summary>Samples of each class, 2 or more, so that every anchor has a positive.</summary>
    public required int SamplesPerClass { get; init; }

    /// <summary>Any value; neighbouring seeds give unrelated batches. 0 by default.</summary>
    public ulong Seed { get; init; }

    /// <summary>What happens to classes with fewer than <see cref="SamplesPerClass"/> samples. By default they are repeated.</summary>
    public SmallClassPolicy SmallClasses { get; init; } = SmallClassPolicy.Repeat;

    /// <summary>
    /// What happens where a batch cannot have fresh groups, or a group fresh classes. By default every batch is full, at
    /// the price of repeats.
    /// </summary>
    public ImbalancePolicy Imbalance { get; init; } = ImbalancePolicy.Repeat;
}
