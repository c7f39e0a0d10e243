using System.Globalization;
using TorchSharp.Siamese.Models.Evaluation;

namespace TorchSharp.Siamese.Models.Insight.Report;

/// <summary>A figure of a report, with what it was measured on. Immutable.</summary>
/// <param name="Name">What it is called, such as "EER".</param>
/// <param name="Value">The figure, as people read it.</param>
/// <param name="Protocol">What was compared with what, how many there were, by which distance.</param>
public sealed record ReportFigure(string Name, string Value, string Protocol)
{
    /// <summary>Ends of its interval, as people read them; null where there is none.</summary>
    public string? Interval { get; init; }

    /// <summary>A share in percent.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="value">0 to 1.</param>
    /// <param name="protocol">What it was measured on.</param>
    /// <param name="interval">Its interval, 0 to 1; null for none.</param>
    public static ReportFigure Share(string name, double value, string protocol, Interval? interval = null)
        => new(name, Percent(value), protocol)
        {
            Interval = interval is null ? null : $"{Percent(interval.Low)} to {Percent(interval.High)}",
        };

    private static string Percent(double share) => double.IsFinite(share) ? string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.00} %") : "none";
}
