namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>Every worldSize-th item from rank on.</summary>
internal readonly record struct Shard
{
    internal Shard(int rank, int worldSize, ShardRemainder remainder)
    {
        if (worldSize < 1)
            throw new ArgumentOutOfRangeException(nameof(worldSize), $"Needs a world of at least 1 rank, got {worldSize}.");
        if (rank < 0 || rank >= worldSize)
            throw new ArgumentOutOfRangeException(nameof(rank), $"Needs a rank from 0 to {worldSize - 1}, got {rank}.");
        if (!Enum.IsDefined(remainder))
            throw new ArgumentOutOfRangeException(nameof(remainder), $"Needs Keep or Drop, got {remainder}.");
        (Rank, WorldSize, Remainder) = (rank, worldSize, remainder);
    }

    internal int Rank { get; }

    internal int WorldSize { get; }

    internal ShardRemainder Remainder { get; }

    /// <summary>How many of <paramref name="all"/> items belong to the rank.</summary>
    internal long Length(long all, string items)
    {
        if (all < WorldSize)
            throw new ArgumentException($"Needs at least as many {items} in an epoch as there are ranks, {WorldSize}, got {all}.", "worldSize");
        return Remainder == ShardRemainder.Drop ? all / WorldSize : (all - Rank - 1) / WorldSize + 1;
    }

    internal long Global(long local) => local * WorldSize + Rank;

    /// <summary>The fingerprint of a part of something.</summary>
    internal PlanFingerprint Mark(PlanFingerprint whole)
        => whole with { Options = $"{whole.Options}, rank {Rank} of {WorldSize}, remainder {Remainder}" };
}
