namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>How a <see cref="MPerClassSampler"/> lays out its batches. Checked by the sampler's constructor.</summary>
public sealed record MPerClassOptions
{
    /// <summary>P: different classes in a batch, 2 or more.</summary>
    public required int ClassesPerBatch { get; init; }

    /// <summary>K (M in PML): samples of each class in a batch, 2 or more, so that every anchor has a positive.</summary>
    public required int SamplesPerClass { get; init; }

    /// <summary>Any value; neighbouring seeds give unrelated batches. 0 by default.</summary>
    public ulong Seed { get; init; }

    /// <summary>What happens to classes with fewer than <see cref="SamplesPerClass"/> samples. By default they are repeated.</summary>
    public SmallClassPolicy SmallClasses { get; init; } = SmallClassPolicy.Repeat;

    /// <summary>What happens where a batch cannot have P fresh classes. By default every batch is full, at the price of repeats.</summary>
    public ImbalancePolicy Imbalance { get; init; } = ImbalancePolicy.Repeat;

    /// <summary>
    /// Classes (by number) that are in every batch, for example those that turned out hard; fewer than
    /// <see cref="ClassesPerBatch"/>. Their samples come again and again. By default none.
    /// </summary>
    public IReadOnlyList<int> AlwaysInBatch { get; init; } = [];
}
