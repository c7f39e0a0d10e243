namespace TorchSharp.Siamese.Models.Insight.Report.Html;

/// <summary>How a chart draws a series.</summary>
internal enum ChartShape
{
    /// <summary>Points joined by straight lines.</summary>
    Line,

    /// <summary>Points joined by lines, each with a dot.</summary>
    DottedLine,

    /// <summary>Flat steps above the axis, filled; x are their left ends.</summary>
    Steps,

    /// <summary>Dots only.</summary>
    Dots,

    /// <summary>A dashed line from the bottom to the top, at x.</summary>
    Vertical,

    /// <summary>A thin dashed line that is there for orientation and has no legend.</summary>
    Guide,
}
