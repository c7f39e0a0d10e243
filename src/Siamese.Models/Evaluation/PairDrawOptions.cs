using TorchSharp.Siamese.Data;

namespace TorchSharp.Siamese.Models.Evaluation;

/// <summary>How many verification pairs are drawn, and which different-class pairs. Immutable.</summary>
public sealed record PairDrawOptions
{
    /// <summary>Number of pairs, even, 2 or more: half of them of one class. Default: 10,000, as in Koch's protocol.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set below 2.</exception>
    public int Count { get; init => field = Check.Between(value, 2, int.MaxValue - 1, nameof(Count)); } = 10_000;

    /// <summary>Whether the two classes of a different pair are of one group, such as one alphabet; else of any. Default: false.</summary>
    public bool DifferentWithinGroup { get; init; }

    /// <summary>Pair i is a function of this and i.</summary>
    public ulong Seed { get; init; }
}
