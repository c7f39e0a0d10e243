using System.Text;

namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>One line of a CSV file at a time, its fields found by column name.</summary>
internal sealed class CsvRow
{
    private readonly string _path;
    private readonly IReadOnlyDictionary<string, int> _samples;
    private readonly string[] _columns;
    private readonly int[] _places;      // where each wanted column stands
    private readonly int _width;
    private List<string> _fields = [];
    private int _line = 1;

    internal CsvRow(string path, IReadOnlyDictionary<string, int> samples, string[] columns, string header)
    {
        (_path, _samples, _columns) = (path, samples, columns);
        var names = Split(header);
        _width = names.Count;
        _places = [.. columns.Select(column => names.FindIndex(name => name.Trim() == column))];
        if (_places.Contains(-1))
        {
            var missing = columns.Where((_, i) => _places[i] < 0);
            throw Error($"needs the columns {string.Join(", ", columns)}, got no {string.Join(" and no ", missing)} in '{header}'.");
        }
    }

    /// <summary>Takes the next line; false where it is empty.</summary>
    internal bool Read(string line)
    {
        _line++;
        if (line.Length == 0)
            return false;
        _fields = Split(line);
        if (_fields.Count != _width)
            throw Error($"needs {_width} fields, as in the first line, got {_fields.Count}.");
        return true;
    }

    internal int Sample(int column)
    {
        var id = _fields[_places[column]];
        return _samples.TryGetValue(id, out var sample) ? sample : throw Error($"needs a known id in column '{_columns[column]}', got '{id}'.");
    }

    internal bool Boolean(int column) => _fields[_places[column]].Trim().ToLowerInvariant() switch
    {
        "1" or "true" => true,
        "0" or "false" => false,
        var text => throw Error($"needs 1, true, 0 or false in column '{_columns[column]}', got '{text}'."),
    };

    private List<string> Split(string line)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
                field.Append(line[i++]);
            else if (line[i] == '"')
                quoted = !quoted;
            else if (line[i] == ',' && !quoted)
                Close();
            else
                field.Append(line[i]);
        }

        if (quoted)
            throw Error("needs a closing quote, got a line that ends inside a quoted field.");
        Close();
        return fields;

        void Close()
        {
            fields.Add(field.ToString());
            field.Clear();
        }
    }

    private InvalidDataException Error(string message) => new($"{_path}, line {_line}: {message}");
}
