namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>A batch that can teach nothing.</summary>
/// <param name="Epoch">Its epoch.</param>
/// <param name="Batch">Its number in the epoch.</param>
/// <param name="Samples">What it holds.</param>
/// <param name="HasPositive">Whether two of its samples are positives.</param>
/// <param name="HasNegative">Whether two of its samples are negatives.</param>
public sealed record BatchWithoutSignal(int Epoch, int Batch, IReadOnlyList<int> Samples, bool HasPositive, bool HasNegative)
{
    private const int Shown = 8;

    /// <summary>One sentence that names the batch.</summary>
    public override string ToString()
    {
        var lack = (HasPositive, HasNegative) switch
        {
            (false, false) => "no positive and no negative pair",
            (false, true) => "no positive pair",
            _ => "no negative pair",
        };
        var more = Samples.Count > Shown ? ", ..." : string.Empty;
        return $"Needs a positive and a negative pair in every batch: batch {Batch} of epoch {Epoch} has {lack} among its "
            + $"{Samples.Count} samples ({string.Join(", ", Samples.Take(Shown))}{more}).";
    }
}
