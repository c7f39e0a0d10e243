using System.Text;

namespace TorchSharp.Siamese.Data.Sources;

/// <summary>Rows of a table in text, as RFC 4180 has them: quoted fields may hold delimiters, line breaks and doubled quotes.</summary>
/// <remarks>Lines may end in any way; empty lines are skipped. For one thread.</remarks>
internal sealed class CsvText(string path, string text, char delimiter, bool trim)
{
    private readonly StringBuilder _field = new();
    private int _at;
    private int _line = 1;

    /// <summary>The line on which the last row began, from 1.</summary>
    internal int Line { get; private set; }

    /// <summary>The next row; null at the end.</summary>
    /// <exception cref="InvalidDataException">A quoted field does not end, or does not end at a delimiter.</exception>
    internal List<string>? Next()
    {
        while (_at < text.Length && text[_at] is '\r' or '\n')
            EndLine();
        if (_at >= text.Length)
            return null;
        Line = _line;
        var fields = new List<string>();
        while (true)
        {
            var field = Field();
            fields.Add(trim ? field.Trim(' ') : field);
            if (_at >= text.Length)
                return fields;
            if (text[_at] != delimiter)
            {
                EndLine();
                return fields;
            }

            _at++;
        }
    }

    internal InvalidDataException Error(int line, string message) => new($"'{path}', line {line}: {message}");

    private string Field()
    {
        var start = _at;
        while (trim && _at < text.Length && text[_at] == ' ')
            _at++;
        if (_at < text.Length && text[_at] == '"')
            return Quoted();
        while (_at < text.Length && text[_at] != delimiter && text[_at] is not ('\r' or '\n'))
            _at++;
        return text[start.._at];
    }

    private string Quoted()
    {
        var line = _line;
        _field.Clear();
        for (_at++; _at < text.Length; _at++)
        {
            var letter = text[_at];
            if (letter == '"')
            {
                if (_at + 1 >= text.Length || text[_at + 1] != '"')
                    break;
                _at++;
            }

            _line += letter == '\n' || (letter == '\r' && (_at + 1 >= text.Length || text[_at + 1] != '\n')) ? 1 : 0;
            _field.Append(letter);
        }

        if (_at >= text.Length)
            throw Error(line, "needs a closing quote, found the end of the file.");
        _at++;
        while (trim && _at < text.Length && text[_at] == ' ')
            _at++;
        if (_at < text.Length && text[_at] != delimiter && text[_at] is not ('\r' or '\n'))
            throw Error(_line, $"needs the end of the field after a closing quote, found '{text[_at]}'; a quote inside quotes is doubled.");
        return _field.ToString();
    }

    private void EndLine()
    {
        if (text[_at] == '\r' && _at + 1 < text.Length && text[_at + 1] == '\n')
            _at++;
        _at++;
        _line++;
    }
}
