using System.Globalization;

namespace TorchSharp.Siamese.Data.Sources;

/// <summary>Where path and labels stand in the rows of a table.</summary>
internal sealed class CsvColumns
{
    private readonly int _path;
    private readonly int[] _labels;
    private readonly string[] _names;

    internal CsvColumns(List<string> first, CsvText text, ImageCsvOptions options)
    {
        _names = options.HasHeader
            ? [.. first.Select(name => name.Trim())]
            : [.. Enumerable.Range(1, first.Count).Select(number => number.ToString(CultureInfo.InvariantCulture))];
        string[] wanted =
        [
            options.PathColumn ?? (options.HasHeader ? "path" : "1"), .. options.LabelColumns ?? [options.HasHeader ? "label" : "2"],
        ];
        var places = wanted.Select(name => Array.IndexOf(_names, name)).ToArray();
        if (places.Contains(-1))
        {
            throw text.Error(text.Line, $"needs the columns {List(wanted)}, found {List(_names)}; PathColumn and LabelColumns name them"
                + (options.HasHeader ? ", and HasHeader = false numbers them." : "."));
        }

        var twice = Array.FindIndex(wanted, name => _names.Count(other => other == name) > 1);
        if (twice >= 0)
            throw text.Error(text.Line, $"needs one column '{wanted[twice]}', found {_names.Count(name => name == wanted[twice])} of that name.");
        (_path, _labels) = (places[0], places[1..]);
    }

    internal int LabelCount => _labels.Length;

    /// <summary>Path and labels of a row.</summary>
    internal (string Path, string[] Labels) Of(List<string> row, CsvText text, bool labelsMayBeEmpty)
    {
        if (row.Count != _names.Length)
            throw text.Error(text.Line, $"needs {_names.Length} fields, as in the first row, found {row.Count}.");
        var path = row[_path];
        if (path.Length == 0 || path.Contains('\0'))
            throw text.Error(text.Line, $"needs a path in column '{_names[_path]}', found {(path.Length == 0 ? "none" : "one with a zero in it")}.");
        var labels = Array.ConvertAll(_labels, place => row[place]);
        var empty = Array.IndexOf(labels, string.Empty);
        if (empty >= 0 && !labelsMayBeEmpty)
            throw text.Error(text.Line, $"needs a label in column '{_names[_labels[empty]]}', found none.");
        return (path, labels);
    }

    private static string List(string[] names) => string.Join(", ", names.Select(name => $"'{name}'"));
}
