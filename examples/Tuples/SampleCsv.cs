using System.Text;
using TorchSharp.Siamese.Data.Labels;

namespace TorchSharp.Siamese.Examples.Tuples;

/// <summary>Reads samples from a CSV or TSV file with a line of column names; other columns are passed over.</summary>
/// <remarks>
/// Line by line: no more is kept than the names, and a number or two a sample. Fields may stand in double quotes, with
/// quotes in them doubled; a field ends on its line. Empty lines are passed over.
/// </remarks>
internal static class SampleCsv
{
    private static readonly string[] NameColumns = ["path", "file", "filename", "image", "id", "name"];
    private static readonly string[] LabelColumns = ["label", "class"];

    /// <param name="path">The file, UTF-8; tabs separate where its name ends with .tsv or .tab, or the first line has tabs and no comma.</param>
    /// <param name="nameColumn">The column of names; null for the first of the usual ones.</param>
    /// <param name="labelColumn">The column of labels; null for the first of the usual ones.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="InvalidDataException">A column is missing, a line is wrong, or a name comes twice; file and line are named.</exception>
    public static LabelledSamples Read(string path, string? nameColumn, string? labelColumn, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(path, new UTF8Encoding(false, throwOnInvalidBytes: true));
        var lines = new Lines(path, reader);
        var row = ReadHeader(path, lines);
        string[] columns = [.. Enumerable.Range(0, row.Count).Select(i => row[i].Trim().ToString())];
        var nameAt = Find(columns, nameColumn, NameColumns, "names", "--name-column", lines);
        var labelAt = Find(columns, labelColumn, LabelColumns, "labels", "--label-column", lines);
        if (nameAt == labelAt)
            throw lines.Error($"needs two columns, one of names and one of labels, got '{columns[nameAt]}' for both.");

        var (names, lineOf) = (new NameTable(), new List<int>());
        var texts = new HashSet<string>(StringComparer.Ordinal);
        var known = texts.GetAlternateLookup<ReadOnlySpan<char>>();
        var classes = ClassIndex.From(Labels().DefaultIfEmpty(string.Empty));
        if (names.Count == 0)
            throw lines.Error("needs lines of samples after the column names, got none.");
        if (names.FindRepeat() is var (first, second))
            throw new InvalidDataException($"{path}, line {lineOf[second]}: needs each name once, got '{names.NameOf(second)}' again, after line {lineOf[first]}.");
        return new LabelledSamples(classes, names, $"file {path}");

        IEnumerable<string> Labels()
        {
            while (lines.Next() is { } line)
            {
                if (line.Length == 0)
                    continue;
                cancellationToken.ThrowIfCancellationRequested();
                if (!row.Split(line))
                    throw lines.Error("needs a closing quote, got a line that ends inside a quoted field.");
                if (row.Count != columns.Length)
                    throw lines.Error($"needs {columns.Length} fields, as in the first line, got {row.Count}.");
                var name = row[nameAt];
                var label = row[labelAt];
                if (name.IsEmpty || label.IsEmpty)
                    throw lines.Error($"needs text in the columns '{columns[nameAt]}' and '{columns[labelAt]}', got none in '{columns[name.IsEmpty ? nameAt : labelAt]}'.");
                names.Add(name);
                lineOf.Add(lines.Number);
                if (!known.TryGetValue(label, out var text))
                    texts.Add(text = label.ToString());
                yield return text;
            }
        }
    }

    private static CsvFields ReadHeader(string path, Lines lines)
    {
        var header = lines.Next() ?? throw lines.Error("needs a line of column names, got an empty file.");
        var extension = Path.GetExtension(path).ToUpperInvariant();
        var separator = extension is ".TSV" or ".TAB" || (header.Contains('\t', StringComparison.Ordinal) && !header.Contains(',', StringComparison.Ordinal)) ? '\t' : ',';
        var row = new CsvFields(separator);
        if (!row.Split(header))
            throw lines.Error("needs a closing quote, got a line that ends inside a quoted field.");
        return row;
    }

    private static int Find(string[] columns, string? wanted, string[] usual, string what, string option, Lines lines)
    {
        var at = wanted is not null
            ? Array.IndexOf(columns, wanted)
            : usual.Select(name => Array.FindIndex(columns, column => string.Equals(column, name, StringComparison.OrdinalIgnoreCase)))
                .FirstOrDefault(place => place >= 0, -1);
        if (at >= 0)
            return at;
        var needed = wanted is not null ? $"'{wanted}' ({option})" : $"of {what} called {string.Join(", ", usual[..^1])} or {usual[^1]} (or any that {option} names)";
        throw lines.Error($"needs a column {needed}, got {string.Join(", ", columns.Select(column => $"'{column}'"))}.");
    }

    /// <summary>Lines with their numbers, for messages.</summary>
    private sealed class Lines(string path, StreamReader reader)
    {
        public int Number { get; private set; }

        public string? Next()
        {
            Number++;
            try
            {
                return reader.ReadLine();
            }
            catch (DecoderFallbackException)
            {
                throw Error("needs text in UTF-8, got bytes that are none, here or in the next lines.");
            }
        }

        public InvalidDataException Error(string message) => new($"{path}, line {Number}: {message}");
    }
}
