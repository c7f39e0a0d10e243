namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>One group of a <see cref="HierarchicalBatchSampler"/>: its pools, and how they are dealt to rows.</summary>
internal sealed class GroupRows
{
    /// <param name="group">Number of the group.</param>
    /// <param name="pools">Its pools, at least one.</param>
    /// <param name="options">The layout of a batch.</param>
    internal GroupRows(int group, SamplePools pools, HierarchicalOptions options)
    {
        Group = group;
        Pools = pools;
        ClassesPerRow = Math.Min(options.ClassesPerGroup, Pools.Count);
        Layout = new BatchLayout(Pools.Portions, new bool[Pools.Count], ClassesPerRow, options.Imbalance);
    }

    internal int Group { get; }

    internal SamplePools Pools { get; }

    internal int ClassesPerRow { get; }

    internal BatchLayout Layout { get; }
}
