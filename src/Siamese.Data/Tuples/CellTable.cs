using TorchSharp.Siamese.Data.Labels;

namespace TorchSharp.Siamese.Data.Tuples;

/// <summary>
/// A set that is labelled twice, by class and by group: the cells (class, group) that have samples, and for an anchor
/// in a cell how many partners each rule allows and which is number r.
/// </summary>
/// <remarks>
/// "Place" is a position in the order by class, then group, then sample; cells are ranges of places. Takes 16 bytes a
/// sample and 20 bytes a cell. Partners are found in O(log samples) steps.
/// </remarks>
internal sealed class CellTable
{
    private readonly int[] _samples;         // [N] sample at each place
    private readonly int[] _placeOf;         // [N] place of each sample
    private readonly int[] _cellOf;          // [N] cell of each place
    private readonly int[] _groupPlaces;     // [N] places of each group, ascending, group after group

    internal CellTable(ClassIndex classes, ClassIndex groups)
    {
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentNullException.ThrowIfNull(groups);
        RelationCheck.SameCount(classes, groups, nameof(groups));
        Classes = classes;
        Groups = groups;
        var n = classes.SampleCount;
        _samples = new int[n];
        var nextOfClass = Enumerable.Range(0, classes.ClassCount).Select(classes.StartOf).ToArray();
        foreach (var sample in groups.Grouped)      // dealt group after group, so each class has its samples by group
            _samples[nextOfClass[classes.ClassOf(sample)]++] = sample;
        (_placeOf, _cellOf, _groupPlaces) = (new int[n], new int[n], new int[n]);
        var cells = new List<Cell>();
        var next = Enumerable.Range(0, groups.ClassCount).Select(groups.StartOf).ToArray();
        for (var place = 0; place < n; place++)
        {
            var (c, g) = (classes.ClassOf(_samples[place]), groups.ClassOf(_samples[place]));
            if (cells.Count == 0 || cells[^1].Class != c || cells[^1].Group != g)
                cells.Add(new Cell(c, g, place, 0, next[g]));
            cells[^1] = cells[^1] with { Size = cells[^1].Size + 1 };
            _placeOf[_samples[place]] = place;
            _cellOf[place] = cells.Count - 1;
            _groupPlaces[next[g]++] = place;
        }

        Cells = [.. cells];
    }

    internal ClassIndex Classes { get; }

    internal ClassIndex Groups { get; }

    internal Cell[] Cells { get; }

    internal string Fingerprint => ContentHash.Of(Classes.Fingerprint, Groups.Fingerprint);

    internal int SampleAt(int place) => _samples[place];

    internal int PlaceOf(int sample) => _placeOf[sample];

    internal int CellOf(int place) => _cellOf[place];

    /// <summary>The places of a group from one of its members on, ascending.</summary>
    internal ReadOnlySpan<int> GroupPlaces(int group, int from) => _groupPlaces.AsSpan(from..Groups.StartOf(group + 1));

    /// <summary>How many positives an anchor of a cell may have.</summary>
    internal int PositiveCount(in Cell cell, GroupRule rule) => rule switch
    {
        GroupRule.Any => Classes.SizeOf(cell.Class) - 1,
        GroupRule.Same => cell.Size - 1,
        GroupRule.Different => Classes.SizeOf(cell.Class) - cell.Size,
        _ => throw new ArgumentOutOfRangeException(nameof(rule)),
    };

    /// <summary>How many negatives an anchor of a cell may have.</summary>
    internal int NegativeCount(in Cell cell, GroupRule rule) => rule switch
    {
        GroupRule.Any => Classes.SampleCount - Classes.SizeOf(cell.Class),
        GroupRule.Same => Groups.SizeOf(cell.Group) - cell.Size,
        GroupRule.Different => Classes.SampleCount - Classes.SizeOf(cell.Class) - Groups.SizeOf(cell.Group) + cell.Size,
        _ => throw new ArgumentOutOfRangeException(nameof(rule)),
    };

    /// <summary>The place of positive number <paramref name="r"/> of an anchor.</summary>
    internal int PositiveAt(in Cell cell, int anchor, GroupRule rule, int r)
    {
        var start = Classes.StartOf(cell.Class);
        return rule switch
        {
            GroupRule.Any => Skip(start + r, anchor, 1),
            GroupRule.Same => Skip(cell.Start + r, anchor, 1),
            _ => Skip(start + r, cell.Start, cell.Size),
        };
    }

    /// <summary>The number of a positive of an anchor, given by its place.</summary>
    internal int PositiveNumber(in Cell cell, int anchor, GroupRule rule, int place)
    {
        var start = Classes.StartOf(cell.Class);
        return rule switch
        {
            GroupRule.Any => Unskip(place, anchor, 1) - start,
            GroupRule.Same => Unskip(place, anchor, 1) - cell.Start,
            _ => Unskip(place, cell.Start, cell.Size) - start,
        };
    }

    /// <summary>The place of negative number <paramref name="r"/> of any anchor in a cell.</summary>
    internal int NegativeAt(in Cell cell, GroupRule rule, int r)
    {
        var (start, size) = (Classes.StartOf(cell.Class), Classes.SizeOf(cell.Class));
        switch (rule)
        {
            case GroupRule.Any:
                return Skip(r, start, size);
            case GroupRule.Same:
                return _groupPlaces[Skip(Groups.StartOf(cell.Group) + r, cell.InGroup, cell.Size)];
            default:
                // Number r among the places outside of the class, were it not for the group's others: with j of those
                // before it, it is number r + j.
                var (low, high) = (0, Groups.SizeOf(cell.Group) - cell.Size);
                while (low < high)
                {
                    var middle = low + (high - low) / 2;
                    if (OtherOfGroup(cell, middle) - middle <= r)
                        low = middle + 1;
                    else
                        high = middle;
                }

                return Skip(r + low, start, size);
        }
    }

    /// <summary>The number of a negative of any anchor in a cell, given by its place.</summary>
    internal int NegativeNumber(in Cell cell, GroupRule rule, int place)
    {
        var (start, size) = (Classes.StartOf(cell.Class), Classes.SizeOf(cell.Class));
        switch (rule)
        {
            case GroupRule.Any:
                return Unskip(place, start, size);
            case GroupRule.Same:
                var first = Groups.StartOf(cell.Group);
                var inGroup = first + GroupPlaces(cell.Group, first).BinarySearch(place);
                return Unskip(inGroup, cell.InGroup, cell.Size) - first;
            default:
                var number = Unskip(place, start, size);
                var (low, high) = (0, Groups.SizeOf(cell.Group) - cell.Size);
                while (low < high)
                {
                    var middle = low + (high - low) / 2;
                    if (OtherOfGroup(cell, middle) < number)
                        low = middle + 1;
                    else
                        high = middle;
                }

                return number - low;
        }
    }

    /// <summary>Whether two samples of one class, or of two, also fit a rule about their groups.</summary>
    internal bool Fits(int first, int second, GroupRule rule)
        => rule == GroupRule.Any || Groups.ClassOf(first) == Groups.ClassOf(second) == (rule == GroupRule.Same);

    internal string Describe(int sample)
        => $"{sample} (class '{Classes.NameOf(Classes.ClassOf(sample))}', group '{Groups.NameOf(Groups.ClassOf(sample))}')";

    /// <summary>Other number j of a cell's group that is of another class, counted among the places outside of the class.</summary>
    private int OtherOfGroup(in Cell cell, int j)
    {
        var place = _groupPlaces[Skip(Groups.StartOf(cell.Group) + j, cell.InGroup, cell.Size)];
        return Unskip(place, Classes.StartOf(cell.Class), Classes.SizeOf(cell.Class));
    }

    private static int Skip(int place, int from, int length) => place < from ? place : place + length;

    private static int Unskip(int place, int from, int length) => place < from ? place : place - length;

    /// <summary>The samples of one class and one group.</summary>
    /// <param name="Class">The class.</param>
    /// <param name="Group">The group.</param>
    /// <param name="Start">The first place.</param>
    /// <param name="Size">Number of samples, 1 or more.</param>
    /// <param name="InGroup">Where the cell begins in the list of its group's places.</param>
    internal readonly record struct Cell(int Class, int Group, int Start, int Size, int InGroup);
}
