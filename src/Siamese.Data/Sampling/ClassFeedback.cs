namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>Classes that turned out hard, and how many times as often they are to be an anchor's from some epoch on.</summary>
/// <param name="FromEpoch">The first epoch it holds for, 1 or more.</param>
/// <param name="Classes">The hard classes, by number, ascending; at most 50.</param>
/// <param name="Factors">For each of them the factor on its share, 2 to 100.</param>
public sealed record ClassFeedback(int FromEpoch, IReadOnlyList<int> Classes, IReadOnlyList<int> Factors)
{
    /// <summary>The most classes that feedback may name, so that it fits into a state.</summary>
    internal const int MostClasses = 50;

    /// <summary>Whether both say the same.</summary>
    public bool Equals(ClassFeedback? other)
        => other is not null && FromEpoch == other.FromEpoch && Classes.SequenceEqual(other.Classes) && Factors.SequenceEqual(other.Factors);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(FromEpoch, Classes.Count, Classes.Count == 0 ? 0 : Classes[0]);
}
