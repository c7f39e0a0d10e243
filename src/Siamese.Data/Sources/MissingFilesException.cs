namespace TorchSharp.Siamese.Data.Sources;

/// <summary>Files that a table names are not there. The message shows the first 20, <see cref="Files"/> has all.</summary>
public sealed class MissingFilesException : FileNotFoundException
{
    private const int Shown = 20;

    internal MissingFilesException(string table, int rows, IReadOnlyList<string> files)
        : base(Text(table, rows, files), files[0]) => Files = files;

    /// <summary>Every missing file, as a full path, in the order of the table.</summary>
    public IReadOnlyList<string> Files { get; }

    private static string Text(string table, int rows, IReadOnlyList<string> files)
    {
        var lines = files.Take(Shown).Select(file => $"{Environment.NewLine}  '{file}'");
        var more = files.Count > Shown ? $"{Environment.NewLine}  and {files.Count - Shown} more" : string.Empty;
        return $"'{table}': needs the files of all {rows} rows, found nothing for {files.Count} of them "
            + $"(Root is where their paths begin; MissingFiles.LeaveOut goes on without them):{string.Concat(lines)}{more}";
    }
}
