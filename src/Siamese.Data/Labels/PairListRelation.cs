namespace TorchSharp.Siamese.Data.Labels;

/// <summary>Positives by an explicit list, forbidden pairs by another; all other pairs are negatives.</summary>
/// <remarks>Nothing is concluded: from a-b and b-c it does not follow that a and c are positives. Immutable, thread-safe.</remarks>
public sealed class PairListRelation : ILabelRelation
{
    private readonly AdjacencyLists _positives;
    private readonly AdjacencyLists _forbidden;

    /// <summary>The relation that two lists of pairs describe.</summary>
    /// <param name="sampleCount">Number of samples, 1 or more.</param>
    /// <param name="positives">Pairs that belong together, in either order; repeats count once.</param>
    /// <param name="forbidden">Pairs that are never put together, as positives or negatives. By default none.</param>
    /// <exception cref="ArgumentNullException"><paramref name="positives"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="sampleCount"/> is below 1.</exception>
    /// <exception cref="ArgumentException">A pair names an unknown sample or one sample twice, or stands in both lists.</exception>
    public PairListRelation(
        int sampleCount, IEnumerable<(int First, int Second)> positives, IEnumerable<(int First, int Second)>? forbidden = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleCount, 1);
        ArgumentNullException.ThrowIfNull(positives);
        _positives = AdjacencyLists.FromPairs(sampleCount, positives, nameof(positives));
        _forbidden = AdjacencyLists.FromPairs(sampleCount, forbidden ?? [], nameof(forbidden));
        for (var sample = 0; sample < sampleCount; sample++)
        {
            foreach (var other in _forbidden[sample])
            {
                if (_positives[sample].BinarySearch(other) >= 0)
                    throw new ArgumentException($"Needs pairs that are not positives, got {sample} and {other} in both lists.", nameof(forbidden));
            }
        }
    }

    /// <inheritdoc/>
    public int SampleCount => _positives.Count;

    /// <inheritdoc/>
    public PairRelation Between(int first, int second)
    {
        RelationCheck.Samples(first, second, SampleCount);
        if (first == second || _forbidden[first].BinarySearch(second) >= 0)
            return PairRelation.Ignored;
        return _positives[first].BinarySearch(second) >= 0 ? PairRelation.Positive : PairRelation.Negative;
    }

    /// <inheritdoc/>
    public IEnumerable<int> Related(int sample)
    {
        RelationCheck.Sample(sample, SampleCount);
        int[] related = [.. _positives[sample], .. _forbidden[sample]];
        Array.Sort(related);
        return related;
    }
}
