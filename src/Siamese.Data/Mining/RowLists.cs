namespace TorchSharp.Siamese.Data.Mining;

/// <summary>A list of reference rows for each row of a batch; rows of one class share theirs.</summary>
internal sealed class RowLists
{
    private readonly int[] _members;
    private readonly int[] _starts;   // list l holds _members[_starts[l].._starts[l + 1]]
    private readonly int[] _listOf;

    private RowLists(int[] members, int[] starts, int[] listOf) => (_members, _starts, _listOf) = (members, starts, listOf);

    public ReadOnlySpan<int> Of(int row)
    {
        var list = _listOf[row];
        return _members.AsSpan(_starts[list].._starts[list + 1]);
    }

    /// <summary>Per query row the reference rows of its class, ascending.</summary>
    public static RowLists OfClasses(int[] query, int[] reference, int classes)
    {
        var starts = new int[classes + 1];
        foreach (var c in reference)
            starts[c + 1]++;
        for (var c = 0; c < classes; c++)
            starts[c + 1] += starts[c];
        var members = new int[reference.Length];
        var next = starts.AsSpan(0, classes).ToArray();
        for (var row = 0; row < reference.Length; row++)
            members[next[reference[row]]++] = row;
        return new RowLists(members, starts, query);
    }

    /// <summary>One list per query row.</summary>
    public static RowLists From(List<int[]> lists)
    {
        var starts = new int[lists.Count + 1];
        for (var i = 0; i < lists.Count; i++)
            starts[i + 1] = starts[i] + lists[i].Length;
        return new RowLists([.. lists.SelectMany(list => list)], starts, [.. Enumerable.Range(0, lists.Count)]);
    }
}
