namespace TorchSharp.Siamese.Models.Insight.Report.Html;

/// <summary>Values that a chart draws.</summary>
/// <param name="Name">What the legend calls them.</param>
/// <param name="Style">Class of the stylesheet.</param>
/// <param name="X">From left to right.</param>
/// <param name="Y">As many.</param>
internal sealed record ChartSeries(string Name, string Style, IReadOnlyList<double> X, IReadOnlyList<double> Y)
{
    /// <summary>How it is drawn.</summary>
    public ChartShape Shape { get; init; }

    /// <summary>A third number of each point, told on hover, and what it is; null for none.</summary>
    public (string Name, IReadOnlyList<double> Values)? Extra { get; init; }
}
