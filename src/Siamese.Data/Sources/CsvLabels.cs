using System.Globalization;
using TorchSharp.Siamese.Data.Labels;

namespace TorchSharp.Siamese.Data.Sources;

/// <summary>What the labels of a table mean: classes, levels of classes, or lists of labels.</summary>
internal sealed class CsvLabels
{
    private CsvLabels(string[] classNames, int[] labels) => (ClassNames, Labels) = (classNames, labels);

    internal string[] ClassNames { get; }

    internal int[] Labels { get; }

    /// <summary>Numbers the classes of rows, without those of classes that were not asked for.</summary>
    internal static (CsvLabels Labels, List<CsvListing.Item> Items) Of(
        List<CsvListing.Item> items, ImageCsvOptions options, SourceReportBuilder report)
    {
        var names = items.ConvertAll(item => NameOf(item.Labels, options));
        if (names.TrueForAll(name => name.Length == 0))
            return (new CsvLabels([], new int[items.Count]), items);
        string[] classNames = options.ClassNames is { } wanted ? Wanted(wanted, names) : InOrder(names);
        var numbers = classNames.Index().ToDictionary(item => item.Item, item => item.Index, StringComparer.Ordinal);
        var (labels, kept) = (new List<int>(), new List<CsvListing.Item>());
        for (var i = 0; i < items.Count; i++)
        {
            if (numbers.TryGetValue(names[i], out var label))
            {
                labels.Add(label);
                kept.Add(items[i]);
            }
            else
            {
                report.LeaveOut(items[i].Path, LeftOutReason.NotAskedFor, names[i]);
            }
        }

        return (new CsvLabels(classNames, [.. labels]), kept);
    }

    /// <summary>The labels of a field that holds several.</summary>
    internal static string[] ListOf(string field, char separator) =>
        field.Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Who belongs with whom: by the labels in common, by the last level and the one above, or by class.</summary>
    internal static ILabelRelation Relation(List<CsvListing.Item> items, int[] labels, ImageCsvOptions options)
    {
        if (options.LabelSeparator is { } separator)
            return OverlapRelation.From(items.Select(item => ListOf(item.Labels[0], separator)));
        var classes = ClassIndex.From(labels);
        return items[0].Labels.Length < 2
            ? new ClassRelation(classes)
            : new HierarchyRelation(classes, ClassIndex.From(items.Select(item => string.Join('/', item.Labels[..^1]))));
    }

    // A list of labels makes a class of its own whatever the order they are written in.
    private static string NameOf(string[] labels, ImageCsvOptions options) => options.LabelSeparator is { } separator
        ? string.Join(separator, ListOf(labels[0], separator).Distinct().Order(StringComparer.Ordinal))
        : string.Join('/', labels);

    private static string[] InOrder(List<string> names)
    {
        string[] distinct = [.. names.Distinct(StringComparer.Ordinal)];
        if (distinct.All(name => long.TryParse(name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)))
            return [.. distinct.OrderBy(name => long.Parse(name, CultureInfo.InvariantCulture)).ThenBy(name => name, StringComparer.Ordinal)];
        return [.. distinct.Order(CodePointOrder.Instance)];
    }

    private static string[] Wanted(IReadOnlyList<string> wanted, List<string> names)
    {
        var found = names.ToHashSet(StringComparer.Ordinal);
        var missing = wanted.Where(name => !found.Contains(name)).Take(20).ToList();
        return missing.Count == 0
            ? [.. wanted]
            : throw new ArgumentException(
                $"Needs ClassNames among the {found.Count} classes of the table, got '{string.Join("', '", missing)}'.", "options");
    }
}
