using TorchSharp.Siamese.Data.Labels;

namespace TorchSharp.Siamese.Data.Tuples;

/// <summary>All unordered pairs of one class within one group, or across groups: the same character by two drawers.</summary>
/// <remarks>Immutable, thread-safe.</remarks>
public sealed class GroupedPositivePairSpace : PairSpace
{
    private readonly CellTable _cells;
    private readonly BlockTable _blocks;

    /// <summary>The positive pairs of a set that fit a rule about groups.</summary>
    /// <param name="classes">Who belongs to which class.</param>
    /// <param name="groups">Who belongs to which group.</param>
    /// <param name="rule">Same or Different; for Any there is <see cref="PositivePairSpace"/>.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="groups"/> has another number of samples.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rule"/> is another value.</exception>
    public GroupedPositivePairSpace(ClassIndex classes, ClassIndex groups, GroupRule rule)
        : this(new CellTable(classes, groups), SpaceCheck.SameOrDifferent(rule))
    {
    }

    private GroupedPositivePairSpace(CellTable cells, GroupRule rule)
        : this(cells, rule, new BlockTable([.. cells.Cells.Select(cell => PairsOf(cells, cell, rule))]))
    {
    }

    private GroupedPositivePairSpace(CellTable cells, GroupRule rule, BlockTable blocks)
        : base(cells.Classes.SampleCount, same: true, blocks.Total)
    {
        _cells = cells;
        _blocks = blocks;
        Rule = rule;
    }

    /// <summary>Same or Different.</summary>
    public GroupRule Rule { get; }

    /// <inheritdoc/>
    public override string Fingerprint => ContentHash.Of(Needed, _cells.Fingerprint);

    internal override string Needed => Rule == GroupRule.Same
        ? "two different samples of one class and one group"
        : "samples of one class and two groups";

    internal override SamplePair At(ulong index)
    {
        var cell = _cells.Cells[_blocks.FindSmall(index, out var offset)];
        if (Rule == GroupRule.Same)
        {
            var (low, high) = Triangle.Unrank(offset);
            return new SamplePair(_cells.SampleAt(cell.Start + low), _cells.SampleAt(cell.Start + high), Same: true);
        }

        var end = cell.Start + cell.Size;
        var (first, second) = Math.DivRem(offset, (ulong)(_cells.Classes.StartOf(cell.Class + 1) - end));
        return new SamplePair(_cells.SampleAt(cell.Start + (int)first), _cells.SampleAt(end + (int)second), Same: true);
    }

    internal override bool Contains(int anchor, int other)
        => anchor != other && _cells.Classes.ClassOf(anchor) == _cells.Classes.ClassOf(other) && _cells.Fits(anchor, other, Rule);

    internal override ulong RankOf(int anchor, int other)
    {
        var (x, y) = (_cells.PlaceOf(anchor), _cells.PlaceOf(other));
        var (low, high) = (Math.Min(x, y), Math.Max(x, y));
        var number = _cells.CellOf(low);
        var cell = _cells.Cells[number];
        var start = (ulong)_blocks.StartOf(number);
        if (Rule == GroupRule.Same)
            return start + Triangle.Rank(low - cell.Start, high - cell.Start);
        var end = cell.Start + cell.Size;
        return start + (ulong)(low - cell.Start) * (ulong)(_cells.Classes.StartOf(cell.Class + 1) - end) + (ulong)(high - end);
    }

    internal override string Describe(int sample) => _cells.Describe(sample);

    private static UInt128 PairsOf(CellTable cells, CellTable.Cell cell, GroupRule rule) => rule == GroupRule.Same
        ? Triangle.Count(cell.Size)
        : (ulong)cell.Size * (ulong)(cells.Classes.StartOf(cell.Class + 1) - cell.Start - cell.Size);
}
