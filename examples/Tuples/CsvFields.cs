namespace TorchSharp.Siamese.Examples.Tuples;

/// <summary>The fields of one line after the other; nothing is allocated for a line once the longest has been seen.</summary>
internal sealed class CsvFields(char separator)
{
    private readonly List<int> _ends = [];
    private char[] _text = new char[256];

    public int Count => _ends.Count;

    public ReadOnlySpan<char> this[int field]
    {
        get
        {
            var start = field == 0 ? 0 : _ends[field - 1];
            return _text.AsSpan(start, _ends[field] - start);
        }
    }

    /// <summary>Takes a line apart; false where it ends inside quotes.</summary>
    public bool Split(ReadOnlySpan<char> line)
    {
        _ends.Clear();
        if (_text.Length < line.Length)
            _text = new char[2 * line.Length];
        var (length, quoted) = (0, false);
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
                _text[length++] = line[i++];
            else if (line[i] == '"')
                quoted = !quoted;
            else if (line[i] == separator && !quoted)
                _ends.Add(length);
            else
                _text[length++] = line[i];
        }

        _ends.Add(length);
        return !quoted;
    }
}
