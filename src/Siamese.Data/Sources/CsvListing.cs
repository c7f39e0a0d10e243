namespace TorchSharp.Siamese.Data.Sources;

/// <summary>The rows of a table that have their files. For one thread.</summary>
internal sealed class CsvListing(string path, string root, ImageCsvOptions options, SourceReportBuilder report, ListMeter meter)
{
    private readonly Dictionary<string, (int Line, string Labels)> _seen = new(StringComparer.Ordinal);
    private readonly List<string> _missing = [];

    /// <summary>A row: path as written, labels, and what tells versions of the file apart.</summary>
    internal readonly record struct Item(string Path, string[] Labels, long Size, long Stamp);

    internal List<Item> List(string content)
    {
        var delimiter = options.Delimiter ?? (Path.GetExtension(path).ToLowerInvariant() is ".tsv" or ".tab" ? '\t' : ',');
        var text = new CsvText(path, content, delimiter, options.TrimSpaces);
        var row = text.Next() ?? throw new InvalidDataException($"'{path}': needs a table of paths and labels, found no row.");
        var columns = new CsvColumns(row, text, options);
        if (options.HasHeader)
            row = text.Next();
        var items = new List<Item>();
        var rows = 0;
        for (; row is not null; row = text.Next(), rows++)
        {
            var (file, labels) = columns.Of(row, text, options.LabelSeparator is not null);
            var item = Found(file, labels, text);
            if (item is { } found)
                items.Add(found);
            meter.Saw(item is not null);
        }

        return _missing.Count > 0 && options.MissingFiles == MissingFiles.Throw
            ? throw new MissingFilesException(path, rows, _missing)
            : items;
    }

    private Item? Found(string file, string[] labels, CsvText text)
    {
        var info = new FileInfo(Path.Combine(root, file));
        if (!info.Exists && Path.DirectorySeparatorChar != '\\' && file.Contains('\\'))
        {
            file = file.Replace('\\', '/');              // a table made on Windows
            info = new FileInfo(Path.Combine(root, file));
        }

        if (!info.Exists)
        {
            _missing.Add(info.FullName);
            report.LeaveOut(info.FullName, LeftOutReason.Missing, $"line {text.Line}");
            return null;
        }

        var joined = string.Join('\u001F', labels);
        if (_seen.TryGetValue(info.FullName, out var first))
        {
            if (first.Labels != joined)
                throw text.Error(text.Line, $"needs the labels of line {first.Line} for the same file '{file}', found others.");
            report.LeaveOut(info.FullName, LeftOutReason.Duplicate, $"line {text.Line}, first on line {first.Line}");
            return null;
        }

        _seen.Add(info.FullName, (text.Line, joined));
        if (info.LinkTarget is not null && info.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target)
            info = target;
        return new Item(file, labels, info.Length, info.LastWriteTimeUtc.Ticks);
    }
}
