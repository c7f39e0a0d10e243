using TorchSharp.Siamese.Data.Labels;

namespace TorchSharp.Siamese.Data.Tuples;

/// <summary>All unordered pairs that any label relation calls negative, hard negatives among them.</summary>
/// <remarks>
/// What is not negative is listed, 4 bytes a pair, and about 30 bytes a sample. For classes there is
/// <see cref="NegativePairSpace"/>. Immutable, thread-safe.
/// </remarks>
public sealed class RelationNegativePairSpace : PairSpace
{
    private readonly ILabelRelation _relation;
    private readonly int[][] _related;      // [N] higher samples that are not negatives of each one, ascending
    private readonly BlockTable _blocks;    // one block for each lower sample

    /// <summary>The negative pairs of a relation; asks once for what is related to each sample.</summary>
    /// <param name="relation">Who belongs with whom.</param>
    /// <exception cref="ArgumentNullException"><paramref name="relation"/> is null.</exception>
    public RelationNegativePairSpace(ILabelRelation relation)
        : this(relation, Related(relation))
    {
    }

    private RelationNegativePairSpace(ILabelRelation relation, int[][] related)
        : this(relation, related, new BlockTable([.. related.Select((list, sample) => (UInt128)(related.Length - 1 - sample - list.Length))]))
    {
    }

    private RelationNegativePairSpace(ILabelRelation relation, int[][] related, BlockTable blocks)
        : base(relation.SampleCount, same: false, blocks.Total)
    {
        _relation = relation;
        _related = related;
        _blocks = blocks;
    }

    /// <inheritdoc/>
    public override string Fingerprint => ContentHash.Of([], [Needed, .. _related.Select(list => ContentHash.Of(list, []))]);

    internal override string Needed => "a negative pair";

    internal override SamplePair At(ulong index)
    {
        var sample = _blocks.FindSmall(index, out var offset);
        return new SamplePair(sample, Gaps.At(_related[sample], (int)offset, sample + 1), Same: false);
    }

    internal override bool Contains(int anchor, int other)
        => _relation.Between(anchor, other) is PairRelation.Negative or PairRelation.HardNegative;

    internal override ulong RankOf(int anchor, int other)
    {
        var (low, high) = (Math.Min(anchor, other), Math.Max(anchor, other));
        return (ulong)_blocks.StartOf(low) + (ulong)Gaps.NumberOf(_related[low], high, low + 1);
    }

    internal override string Describe(int sample) => $"{sample}";

    private static int[][] Related(ILabelRelation relation)
    {
        ArgumentNullException.ThrowIfNull(relation);
        return [.. Enumerable.Range(0, relation.SampleCount).Select(sample => relation.Related(sample).Where(other => other > sample).ToArray())];
    }
}
