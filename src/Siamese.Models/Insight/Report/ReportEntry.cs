namespace TorchSharp.Siamese.Models.Insight.Report;

/// <summary>A line of a report's table: an option of the run, a part of the protocol. Immutable.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">Its value, as people read it.</param>
public sealed record ReportEntry(string Name, string Value);
