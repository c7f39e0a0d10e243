using TorchSharp.Siamese.Data.Labels;

namespace TorchSharp.Siamese.Data.Tuples;

/// <summary>All unordered pairs of two classes within one group (other characters of an alphabet), or across groups.</summary>
/// <remarks>Immutable, thread-safe.</remarks>
public sealed class GroupedNegativePairSpace : PairSpace
{
    private readonly CellTable _cells;
    private readonly BlockTable _blocks;

    /// <summary>The negative pairs of a set that fit a rule about groups.</summary>
    /// <param name="classes">Who belongs to which class.</param>
    /// <param name="groups">Who belongs to which group.</param>
    /// <param name="rule">Same or Different; for Any there is <see cref="NegativePairSpace"/>.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="groups"/> has another number of samples.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rule"/> is another value.</exception>
    public GroupedNegativePairSpace(ClassIndex classes, ClassIndex groups, GroupRule rule)
        : this(new CellTable(classes, groups), SpaceCheck.SameOrDifferent(rule))
    {
    }

    private GroupedNegativePairSpace(CellTable cells, GroupRule rule)
        : this(cells, rule, new BlockTable([.. cells.Cells.Select(cell => (UInt128)((ulong)cell.Size * (ulong)Partners(cells, cell, rule)))]))
    {
    }

    private GroupedNegativePairSpace(CellTable cells, GroupRule rule, BlockTable blocks)
        : base(cells.Classes.SampleCount, same: false, blocks.Total)
    {
        _cells = cells;
        _blocks = blocks;
        Rule = rule;
    }

    /// <summary>Same or Different.</summary>
    public GroupRule Rule { get; }

    /// <inheritdoc/>
    public override string Fingerprint => ContentHash.Of(Needed, _cells.Fingerprint);

    internal override string Needed => Rule == GroupRule.Same ? "samples of two classes and one group" : "samples of two classes and two groups";

    internal override SamplePair At(ulong index)
    {
        var cell = _cells.Cells[_blocks.FindSmall(index, out var offset)];
        var (first, second) = Math.DivRem(offset, (ulong)Partners(_cells, cell, Rule));
        return new SamplePair(_cells.SampleAt(cell.Start + (int)first), _cells.SampleAt(PartnerAt(cell, (int)second)), Same: false);
    }

    internal override bool Contains(int anchor, int other)
        => _cells.Classes.ClassOf(anchor) != _cells.Classes.ClassOf(other) && _cells.Fits(anchor, other, Rule);

    internal override ulong RankOf(int anchor, int other)
    {
        var (x, y) = (_cells.PlaceOf(anchor), _cells.PlaceOf(other));
        var (low, high) = (Math.Min(x, y), Math.Max(x, y));
        var number = _cells.CellOf(low);
        var cell = _cells.Cells[number];
        return (ulong)_blocks.StartOf(number) + (ulong)(low - cell.Start) * (ulong)Partners(_cells, cell, Rule) + (ulong)PartnerNumber(cell, high);
    }

    internal override string Describe(int sample) => _cells.Describe(sample);

    /// <summary>How many samples of later classes pair with one of a cell.</summary>
    private static int Partners(CellTable cells, CellTable.Cell cell, GroupRule rule)
    {
        var ofGroup = Later(cells, cell).Length;
        return rule == GroupRule.Same ? ofGroup : cells.Classes.SampleCount - cells.Classes.StartOf(cell.Class + 1) - ofGroup;
    }

    /// <summary>The places of a cell's group that belong to later classes.</summary>
    private static ReadOnlySpan<int> Later(CellTable cells, CellTable.Cell cell) => cells.GroupPlaces(cell.Group, cell.InGroup + cell.Size);

    private int PartnerAt(CellTable.Cell cell, int r)
    {
        var later = Later(_cells, cell);
        return Rule == GroupRule.Same ? later[r] : Gaps.At(later, r, _cells.Classes.StartOf(cell.Class + 1));
    }

    private int PartnerNumber(CellTable.Cell cell, int place)
    {
        var later = Later(_cells, cell);
        return Rule == GroupRule.Same ? later.BinarySearch(place) : Gaps.NumberOf(later, place, _cells.Classes.StartOf(cell.Class + 1));
    }
}
