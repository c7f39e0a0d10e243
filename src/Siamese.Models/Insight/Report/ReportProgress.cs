namespace TorchSharp.Siamese.Models.Insight.Report;

/// <summary>How far a report is.</summary>
/// <param name="Work">What is being done, such as "t-SNE".</param>
/// <param name="Done">How much of that, 0 to 1.</param>
public readonly record struct ReportProgress(string Work, double Done);
