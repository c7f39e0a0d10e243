namespace TorchSharp.Siamese.Data.Sources;

/// <summary>Which classes of a folder or archive are asked for, and what is wrong with asking so.</summary>
internal static class ClassNamesCheck
{
    internal static void Options(IReadOnlyList<string>? classNames, ClassFolders classFolders, IReadOnlyList<string> endings)
    {
        ImageEndings.Check(endings, "options");
        if (!Enum.IsDefined(classFolders))
            throw new ArgumentException($"Needs ClassFolders to be {string.Join(" or ", Enum.GetNames<ClassFolders>())}, got {classFolders}.", "options");
        if (classNames is null)
            return;
        if (classFolders != ClassFolders.Top)
            throw new ArgumentException($"Needs ClassNames only where ClassFolders is Top, got {List(classNames)} for {classFolders}.", "options");
        if (classNames.Count == 0)
            throw new ArgumentException("Needs at least one of the ClassNames, or null for all classes, got an empty list.", "options");
        var twice = classNames.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
            throw new ArgumentException($"Needs each of the ClassNames once, got '{twice.Key}' {twice.Count()} times.", "options");
    }

    /// <summary>The classes asked for, in the order asked for; all where none are. Names the others in the report.</summary>
    internal static string[] Choose(List<string> found, IReadOnlyList<string>? wanted, string root, SourceReportBuilder report)
    {
        if (wanted is null)
            return [.. found];
        var missing = wanted.Except(found, StringComparer.Ordinal).ToList();
        if (missing.Count > 0)
        {
            throw new ArgumentException(
                $"Needs ClassNames among the {found.Count} class folders of '{root}' ({List(found)}), got {List(missing)}.", "options");
        }

        foreach (var name in found.Except(wanted, StringComparer.Ordinal))
            report.LeaveOut(Path.Join(root, name), LeftOutReason.NotAskedFor);
        return [.. wanted];
    }

    private static string List(IEnumerable<string> names)
    {
        const int shown = 20;
        var all = names.ToList();
        var text = string.Join(", ", all.Take(shown).Select(name => $"'{name}'"));
        return all.Count > shown ? $"{text} and {all.Count - shown} more" : text;
    }
}
