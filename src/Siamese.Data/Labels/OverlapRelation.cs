namespace TorchSharp.Siamese.Data.Labels;

/// <summary>
/// Samples with several labels each, compared by overlap: labels that both have, divided by labels that either has
/// (Jaccard). Much overlap makes positives, little makes negatives, what lies between is ignored.
/// </summary>
/// <remarks>
/// A sample without labels overlaps with nothing. Takes 8 bytes a label of a sample. Immutable, thread-safe.
/// </remarks>
public sealed class OverlapRelation : ILabelRelation
{
    private readonly AdjacencyLists _labelsOf;      // of each sample, ascending
    private readonly AdjacencyLists _samplesOf;     // of each label, ascending

    private OverlapRelation(List<int[]> labels, int labelCount, double positiveFrom, double negativeUpTo)
    {
        _labelsOf = new AdjacencyLists(labels);
        _samplesOf = _labelsOf.Transpose(labelCount);
        PositiveFrom = positiveFrom;
        NegativeUpTo = negativeUpTo;
    }

    /// <summary>Least overlap of positives, above <see cref="NegativeUpTo"/> and up to 1.</summary>
    public double PositiveFrom { get; }

    /// <summary>Largest overlap of negatives, 0 or more.</summary>
    public double NegativeUpTo { get; }

    /// <inheritdoc/>
    public int SampleCount => _labelsOf.Count;

    /// <summary>Compares samples by their labels.</summary>
    /// <param name="labels">The labels of each sample in sample order; repeats inside a sample count once. Read once.</param>
    /// <param name="positiveFrom">Least overlap of positives; by default 1, all labels the same.</param>
    /// <param name="negativeUpTo">Largest overlap of negatives; by default 0, no label in common.</param>
    /// <typeparam name="TLabel">Type of a label, for example int or string.</typeparam>
    /// <exception cref="ArgumentNullException"><paramref name="labels"/> is null.</exception>
    /// <exception cref="ArgumentException">There are no samples, or a sample's labels are null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Not 0 &lt;= negativeUpTo &lt; positiveFrom &lt;= 1.</exception>
    public static OverlapRelation From<TLabel>(
        IEnumerable<IEnumerable<TLabel>> labels, double positiveFrom = 1.0, double negativeUpTo = 0.0)
        where TLabel : notnull
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (!(negativeUpTo >= 0 && negativeUpTo < positiveFrom && positiveFrom <= 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(positiveFrom), $"Needs 0 <= negativeUpTo < positiveFrom <= 1, got {negativeUpTo} and {positiveFrom}.");
        }

        var numbers = new Dictionary<TLabel, int>();
        var samples = new List<int[]>();
        foreach (var set in labels)
        {
            if (set is null)
                throw new ArgumentException($"Needs labels for every sample (they may be none), got null for sample {samples.Count}.", nameof(labels));
            samples.Add([.. set.Select(Number).Distinct().Order()]);
        }

        if (samples.Count == 0)
            throw new ArgumentException("Needs at least 1 sample, got 0.", nameof(labels));
        return new OverlapRelation(samples, numbers.Count, positiveFrom, negativeUpTo);

        int Number(TLabel label)
        {
            if (!numbers.TryGetValue(label, out var number))
                numbers.Add(label, number = numbers.Count);
            return number;
        }
    }

    /// <summary>Labels that both samples have, divided by labels that either has; 0 where neither has any.</summary>
    /// <param name="first">0 to SampleCount - 1.</param>
    /// <param name="second">0 to SampleCount - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside that range.</exception>
    public double Overlap(int first, int second)
    {
        RelationCheck.Samples(first, second, SampleCount);
        ReadOnlySpan<int> left = _labelsOf[first], right = _labelsOf[second];
        int i = 0, j = 0, both = 0;
        while (i < left.Length && j < right.Length)
        {
            var order = left[i].CompareTo(right[j]);
            both += order == 0 ? 1 : 0;
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }

        var either = left.Length + right.Length - both;
        return either == 0 ? 0 : (double)both / either;
    }

    /// <inheritdoc/>
    public PairRelation Between(int first, int second)
    {
        var overlap = Overlap(first, second);
        if (first == second)
            return PairRelation.Ignored;
        if (overlap >= PositiveFrom)
            return PairRelation.Positive;
        return overlap <= NegativeUpTo ? PairRelation.Negative : PairRelation.Ignored;
    }

    /// <inheritdoc/>
    public IEnumerable<int> Related(int sample)
    {
        RelationCheck.Sample(sample, SampleCount);
        var related = new SortedSet<int>();
        foreach (var label in _labelsOf[sample])
        {
            foreach (var other in _samplesOf[label])
            {
                if (Between(sample, other) != PairRelation.Negative && other != sample)
                    related.Add(other);
            }
        }

        return related;
    }
}
