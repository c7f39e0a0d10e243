using TorchSharp.Siamese.Data.Labels;

namespace TorchSharp.Siamese.Data.Tuples;

/// <summary>All unordered pairs that any label relation calls positive.</summary>
/// <remarks>
/// Relations other than by class have no closed form, so the pairs are listed: 4 bytes a pair, 4 bytes a sample.
/// For classes there is <see cref="PositivePairSpace"/>. Immutable, thread-safe.
/// </remarks>
public sealed class RelationPositivePairSpace : PairSpace
{
    private readonly ILabelRelation _relation;
    private readonly int[] _starts;      // [N + 1] where the pairs of each lower sample begin
    private readonly int[] _others;      // the higher samples, ascending for each lower one

    /// <summary>The positive pairs of a relation; asks once for what is related to each sample.</summary>
    /// <param name="relation">Who belongs with whom.</param>
    /// <exception cref="ArgumentNullException"><paramref name="relation"/> is null.</exception>
    public RelationPositivePairSpace(ILabelRelation relation)
        : this(relation, Lists(relation))
    {
    }

    private RelationPositivePairSpace(ILabelRelation relation, (int[] Starts, int[] Others) lists)
        : base(relation.SampleCount, same: true, (UInt128)lists.Others.Length)
    {
        _relation = relation;
        (_starts, _others) = lists;
    }

    /// <inheritdoc/>
    public override string Fingerprint => ContentHash.Of(Needed, ContentHash.Of(_starts, []), ContentHash.Of(_others, []));

    internal override string Needed => "a positive pair";

    internal override SamplePair At(ulong index)
    {
        // The last sample whose pairs begin at or before the index; those without pairs begin where the next one does.
        int low = 0, high = SampleCount - 1;
        while (low < high)
        {
            var middle = low + (high - low + 1) / 2;
            if (_starts[middle] <= (int)index)
                low = middle;
            else
                high = middle - 1;
        }

        return new SamplePair(low, _others[(int)index], Same: true);
    }

    internal override bool Contains(int anchor, int other) => _relation.Between(anchor, other) == PairRelation.Positive;

    internal override ulong RankOf(int anchor, int other)
    {
        var (low, high) = (Math.Min(anchor, other), Math.Max(anchor, other));
        return (ulong)(_starts[low] + _others.AsSpan(_starts[low].._starts[low + 1]).BinarySearch(high));
    }

    internal override string Describe(int sample) => $"{sample}";

    private static (int[] Starts, int[] Others) Lists(ILabelRelation relation)
    {
        ArgumentNullException.ThrowIfNull(relation);
        var starts = new int[relation.SampleCount + 1];
        var others = new List<int>();
        for (var sample = 0; sample < relation.SampleCount; sample++)
        {
            others.AddRange(relation.Related(sample).Where(other =>
                other > sample && relation.Between(sample, other) == PairRelation.Positive));
            starts[sample + 1] = others.Count;
        }

        return (starts, [.. others]);
    }
}
