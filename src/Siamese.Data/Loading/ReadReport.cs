namespace TorchSharp.Siamese.Data.Loading;

/// <summary>What a loader could not read, over all batches that callers were given.</summary>
/// <param name="Samples">Every sample that failed, in the order in which they first did.</param>
/// <param name="LeftOut">Tuples that were left out, in batches without tuples samples.</param>
/// <param name="EmptyBatches">Batches that did not come since nothing was left of them.</param>
public sealed record ReadReport(IReadOnlyList<UnreadableSample> Samples, long LeftOut, long EmptyBatches)
{
    private const int Shown = 20;

    /// <summary>A line that sums up, and the first 20 samples with their reasons.</summary>
    public override string ToString()
    {
        var lines = Samples.Take(Shown).Select(sample => $"{Environment.NewLine}  '{sample.Name}': {sample.Reason}");
        var more = Samples.Count > Shown ? $"{Environment.NewLine}  and {Samples.Count - Shown} more" : string.Empty;
        return $"Samples that cannot be read: {Samples.Count}; left out: {LeftOut}; batches that did not come: {EmptyBatches}.{string.Concat(lines)}{more}";
    }
}
