namespace TorchSharp.Siamese.Data.Mining;

/// <summary>A miner, and how long it is used.</summary>
/// <param name="Miner">Which.</param>
public sealed record MinerStage(IMiner Miner)
{
    /// <summary>The first epoch in which the next stage begins at the latest, above 0; null for no such limit.</summary>
    public int? UntilEpoch { get; init; }

    /// <summary>The next stage begins once the share of active tuples, averaged over a window of batches, is below this, 0 to 1; null for no such limit.</summary>
    public double? UntilActiveShare { get; init; }
}
