namespace TorchSharp.Siamese.Data.Sources;

/// <summary>Gathers what a source leaves out while it lists. For one thread.</summary>
internal sealed class SourceReportBuilder(string source)
{
    private readonly SortedDictionary<LeftOutReason, long> _counts = [];
    private readonly List<LeftOut> _leftOut = [];
    private readonly List<string> _notes = [];

    internal void LeaveOut(string name, LeftOutReason reason, string? detail = null)
    {
        _counts[reason] = _counts.GetValueOrDefault(reason) + 1;
        if (_leftOut.Count < SourceReport.LongestList)
            _leftOut.Add(new LeftOut(name, reason, detail));
    }

    /// <summary>Takes over what another listing left out and noted.</summary>
    internal void Include(SourceReport report)
    {
        foreach (var (reason, count) in report.LeftOutCounts)
            _counts[reason] = _counts.GetValueOrDefault(reason) + count;
        _leftOut.AddRange(report.LeftOut.Take(SourceReport.LongestList - _leftOut.Count));
        _notes.AddRange(report.Notes);
    }

    internal void Note(string sentence) => _notes.Add(sentence);

    internal SourceReport Build(int found, int classes) => new(source, found, classes, _counts, [.. _leftOut], [.. _notes]);
}
