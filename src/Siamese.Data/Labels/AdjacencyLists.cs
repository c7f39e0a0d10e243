namespace TorchSharp.Siamese.Data.Labels;

/// <summary>A list of ascending numbers for each of several rows, all in one array.</summary>
internal sealed class AdjacencyLists
{
    private readonly int[] _values;
    private readonly int[] _starts;      // [rows + 1]

    /// <param name="rows">The lists, each ascending.</param>
    internal AdjacencyLists(List<int[]> rows)
    {
        _starts = new int[rows.Count + 1];
        for (var row = 0; row < rows.Count; row++)
            _starts[row + 1] = _starts[row] + rows[row].Length;
        _values = new int[_starts[^1]];
        for (var row = 0; row < rows.Count; row++)
            rows[row].CopyTo(_values, _starts[row]);
    }

    private AdjacencyLists(int[] values, int[] starts)
    {
        _values = values;
        _starts = starts;
    }

    internal int Count => _starts.Length - 1;

    internal ReadOnlySpan<int> this[int row] => _values.AsSpan(_starts[row].._starts[row + 1]);

    /// <summary>Each pair in both directions, once.</summary>
    internal static AdjacencyLists FromPairs(int count, IEnumerable<(int First, int Second)> pairs, string argument)
    {
        var rows = new SortedSet<int>?[count];
        foreach (var (first, second) in pairs)
        {
            if (first < 0 || first >= count || second < 0 || second >= count || first == second)
                throw new ArgumentException($"Needs pairs of two different samples from 0 to {count - 1}, got {first} and {second}.", argument);
            (rows[first] ??= []).Add(second);
            (rows[second] ??= []).Add(first);
        }

        return new AdjacencyLists([.. rows.Select(row => row?.ToArray() ?? [])]);
    }

    /// <summary>For each value the rows that hold it, ascending.</summary>
    /// <param name="valueCount">All values are below this.</param>
    internal AdjacencyLists Transpose(int valueCount)
    {
        var starts = new int[valueCount + 1];
        foreach (var value in _values)
            starts[value + 1]++;
        for (var value = 0; value < valueCount; value++)
            starts[value + 1] += starts[value];
        var next = starts.AsSpan(0, valueCount).ToArray();
        var rows = new int[_values.Length];
        for (var row = 0; row < Count; row++)
        {
            foreach (var value in this[row])
                rows[next[value]++] = row;
        }

        return new AdjacencyLists(rows, starts);
    }
}
