using System.Text;

namespace TorchSharp.Siamese.Examples.Tuples;

/// <summary>Columns of text for people: the first on the left, by default, the others on the right; two spaces between.</summary>
internal sealed class TextTable(string[] headings, int leftAligned = 1)
{
    private const int LongestCell = 60;

    private readonly List<string[]> _rows = [headings];

    public void Add(params string[] cells) => _rows.Add([.. cells.Select(Shorten)]);

    public override string ToString()
    {
        var widths = headings.Select((_, column) => _rows.Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var row in _rows)
        {
            var line = row.Select((cell, column) => column < leftAligned ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]));
            text.Append(string.Join("  ", line).TrimEnd()).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>One line, and not much of it: names come from files, and may hold anything.</summary>
    internal static string Shorten(string cell)
    {
        var line = string.Concat(cell.Select(c => char.IsControl(c) ? '?' : c));
        return line.Length <= LongestCell ? line : $"{line[..(LongestCell / 2 - 2)]}...{line[^(LongestCell / 2 - 1)..]}";
    }
}
