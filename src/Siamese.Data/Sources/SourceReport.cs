using System.Globalization;
using System.Text;

namespace TorchSharp.Siamese.Data.Sources;

/// <summary>What a source found and what it left out.</summary>
/// <remarks>Immutable, thread-safe.</remarks>
public sealed class SourceReport
{
    /// <summary>As many of the things left out as are kept by name; all of them are counted.</summary>
    public const int LongestList = 1000;

    private const int Shown = 20;

    internal SourceReport(
        string source, int found, int classes, SortedDictionary<LeftOutReason, long> counts, LeftOut[] leftOut, string[] notes)
    {
        (Source, Found, Classes) = (source, found, classes);
        LeftOutCounts = counts;
        LeftOut = Array.AsReadOnly(leftOut);
        Notes = Array.AsReadOnly(notes);
        LeftOutCount = counts.Values.Sum();
    }

    /// <summary>Where was looked: a path.</summary>
    public string Source { get; }

    /// <summary>Images found.</summary>
    public int Found { get; }

    /// <summary>Classes found, those without an image included; 0 where there are no classes.</summary>
    public int Classes { get; }

    /// <summary>How many files and folders were left out; a folder that was not looked into counts once.</summary>
    public long LeftOutCount { get; }

    /// <summary>How many were left out for each reason; reasons that did not come up are not there.</summary>
    public IReadOnlyDictionary<LeftOutReason, long> LeftOutCounts { get; }

    /// <summary>The first <see cref="LongestList"/> of those left out, in the order in which they were come across.</summary>
    public IReadOnlyList<LeftOut> LeftOut { get; }

    /// <summary>What else is worth knowing, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>A line that sums up, the notes, and the first 20 of those left out for other reasons than their ending.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Summary());
        foreach (var note in Notes)
            text.Append(Environment.NewLine).Append("  ").Append(note);
        var worthShowing = LeftOut.Where(item => item.Reason != LeftOutReason.OtherEnding).Take(Shown);
        foreach (var item in worthShowing)
            text.Append(Environment.NewLine).Append("  left out ").Append(item);
        return text.ToString();
    }

    /// <summary>What was left out, in words: "3 left out (2 other ending, 1 hidden folder)"; empty where nothing was.</summary>
    internal string LeftOutSummary()
    {
        if (LeftOutCount == 0)
            return string.Empty;
        var parts = LeftOutCounts.Select(pair => $"{Number(pair.Value)} {Sources.LeftOut.Words(pair.Key)}");
        return $"{Number(LeftOutCount)} left out ({string.Join(", ", parts)})";
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private string Summary()
    {
        var classes = Classes == 0 ? string.Empty : $" of {Number(Classes)} classes";
        var leftOut = LeftOutCount == 0 ? string.Empty : $"; {LeftOutSummary()}";
        return $"'{Source}': {Number(Found)} images{classes}{leftOut}.";
    }
}
