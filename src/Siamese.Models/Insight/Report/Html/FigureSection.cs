using System.Globalization;
using TorchSharp.Siamese.Models.Evaluation;

namespace TorchSharp.Siamese.Models.Insight.Report.Html;

/// <summary>The figures, each with its interval and protocol.</summary>
internal static class FigureSection
{
    private const double Normal95 = 1.959964;

    /// <summary>Those that were given, then those that follow from other parts.</summary>
    public static IReadOnlyList<ReportFigure> Of(TrainingReport report)
    {
        List<ReportFigure> figures = [.. report.Figures];
        if (report.Confusion is { ImageCount: > 0 } confusion)
        {
            var right = confusion.ImageCount - confusion.Confused.Sum(pair => pair.Count);
            figures.Add(ReportFigure.Share("Precision@1", confusion.Accuracy,
                $"share of {Number.Of(confusion.ImageCount)} images whose nearest other image is of their class; Wilson interval", Wilson(right, confusion.ImageCount)));
        }
        if (report.Verification is { } scores)
        {
            var metrics = VerificationMetrics.From(scores);
            var pairs = report.VerificationProtocol.Length > 0 ? report.VerificationProtocol : $"{Number.Of(scores.SameCount)} same and {Number.Of(scores.DifferentCount)} different pairs";
            figures.Add(ReportFigure.Share("AUC", metrics.Auc, pairs, report.Intervals?.Auc));
            figures.Add(ReportFigure.Share("EER", metrics.EqualErrorRate, pairs, report.Intervals?.EqualErrorRate));
            figures.AddRange(AtThreshold(report, scores, metrics));
        }
        return figures;
    }

    public static void Write(HtmlText page, IReadOnlyList<ReportFigure> figures, VerificationIntervals? intervals)
    {
        page.WriteMarkup("<div class=\"scroll\"><table class=\"figures\"><thead><tr><th scope=\"col\">Figure</th><th scope=\"col\">Value</th><th scope=\"col\">Interval</th><th scope=\"col\">Measured on</th></tr></thead><tbody>\n");
        foreach (var figure in figures)
            page.Write($"<tr><th scope=\"row\">{figure.Name}</th><td class=\"value\">{figure.Value}</td><td>{figure.Interval ?? ""}</td><td>{figure.Protocol}</td></tr>\n");
        page.WriteMarkup("</tbody></table></div>\n");
        if (intervals is not null)
            page.Write($"<p class=\"note\">Intervals of verification figures: {intervals.Protocol}. Pairs that share images are not independent, so these are rather too narrow.</p>\n");
    }

    private static IEnumerable<ReportFigure> AtThreshold(TrainingReport report, VerificationScores scores, VerificationMetrics metrics)
    {
        if (report.Threshold is { } threshold && threshold.Kind == scores.Kind)
            yield return ReportFigure.Share("Accuracy at the kept threshold", threshold.On(scores).Accuracy, threshold.ToString(), report.Intervals?.Accuracy);
        else
            yield return ReportFigure.Share("Best accuracy", metrics.BestAccuracy, string.Create(CultureInfo.InvariantCulture, $"at {metrics.BestThreshold:0.####}, picked on the pairs that it is counted on: other pairs do worse"));
    }

    /// <summary>Wilson's interval of a share of independent trials, 95 %.</summary>
    internal static Interval Wilson(long right, long all)
    {
        var (share, z2) = ((double)right / all, Normal95 * Normal95);
        var middle = (share + z2 / (2 * all)) / (1 + z2 / all);
        var half = Normal95 / (1 + z2 / all) * Math.Sqrt(share * (1 - share) / all + z2 / (4.0 * all * all));
        return new Interval(share, Math.Max(0, middle - half), Math.Min(1, middle + half));
    }
}
