using TorchSharp.Siamese.Models.Evaluation;

namespace TorchSharp.Siamese.Models.Insight.Report.Html;

/// <summary>Same or different: ROC, rates at fixed false accept rates, histograms.</summary>
internal static class VerificationSection
{
    private const int MaxPoints = 1_500;
    private const double SmallestRate = 1e-6;

    private static readonly double[] Rates = [0.1, 0.01, 0.001, 0.0001];

    public static void Write(HtmlText page, TrainingReport report)
    {
        if (report.VerificationProtocol.Length > 0)
            page.Write($"<p class=\"note\">{report.VerificationProtocol}.</p>\n");
        page.WriteMarkup("<div class=\"charts\">\n");
        if (report.Verification is { } scores)
        {
            WriteRoc(page, scores, Kept(report, scores), isLogarithmic: false);
            WriteRoc(page, scores, Kept(report, scores), isLogarithmic: true);
        }
        if (report.Distances is { } distances && distances.SameCount + distances.DifferentCount > 0)
            WriteHistogram(page, distances, report.Threshold);
        page.WriteMarkup("</div>\n");
        if (report.Verification is { } counted)
            WriteRates(page, counted, report.Intervals);
    }

    private static OperatingPoint? Kept(TrainingReport report, VerificationScores scores)
        => report.Threshold is { } threshold && threshold.Kind == scores.Kind ? threshold.On(scores) : null;

    private static void WriteRoc(HtmlText page, VerificationScores scores, OperatingPoint? kept, bool isLogarithmic)
    {
        var (curve, metrics) = (RocCurve.From(scores), VerificationMetrics.From(scores));
        var lowest = Math.Max(SmallestRate, Math.Min(0.1, 1.0 / scores.DifferentCount));
        var x = isLogarithmic ? Axis.Logarithmic("false accepts (log)", lowest, 1) : Axis.Linear("false accepts", 0, 1);
        var chart = new SvgChart(isLogarithmic ? "roc-log" : "roc", isLogarithmic ? "ROC, few false accepts" : "ROC",
            x.AsShare(), Axis.Linear("true accepts", 0, 1).AsShare());
        if (!isLogarithmic)
            chart.Add(new ChartSeries("chance", "guide", [0, 1], [0, 1]) { Shape = ChartShape.Guide });
        var shown = Thin(curve, x);
        chart.Add(new ChartSeries("the network", "s0", [.. shown.Select(i => curve.FalsePositiveRates[i])], [.. shown.Select(i => curve.TruePositiveRates[i])])
        {
            Extra = ("threshold", [.. shown.Select(i => curve.Thresholds[i])]),
        });
        chart.Add(new ChartSeries("equal errors", "s1", [metrics.EqualErrorRate], [1 - metrics.EqualErrorRate])
        {
            Shape = ChartShape.Dots,
            Extra = ("threshold", [metrics.EqualErrorThreshold]),
        });
        if (kept is not null)
            chart.Add(new ChartSeries("kept threshold", "s2", [kept.FalseAcceptRate], [kept.TrueAcceptRate]) { Shape = ChartShape.Dots, Extra = ("threshold", [kept.Threshold]) });
        chart.WriteTo(page, $"Area under the curve {Number.Percent(metrics.Auc)}. Equal error rate {Number.Percent(metrics.EqualErrorRate)}, where as large a share of same pairs is rejected as of different pairs accepted."
            + (kept is null ? "" : $" The kept threshold accepts {Number.Percent(kept.TrueAcceptRate)} of same and {Number.Percent(kept.FalseAcceptRate)} of different pairs."));
    }

    // A curve may have a point for each of a million pairs: those are kept that can be told from the one before.
    private static List<int> Thin(RocCurve curve, Axis x)
    {
        var kept = new List<int> { 0 };
        for (var i = 1; i < curve.Thresholds.Count; i++)
        {
            var apart = Math.Abs(x.Place(curve.FalsePositiveRates[i]) - x.Place(curve.FalsePositiveRates[kept[^1]]))
                + Math.Abs(curve.TruePositiveRates[i] - curve.TruePositiveRates[kept[^1]]);
            if (apart >= 2.0 / MaxPoints || i == curve.Thresholds.Count - 1)
                kept.Add(i);
        }
        return kept;
    }

    private static void WriteHistogram(HtmlText page, DistanceHistogram distances, VerificationThreshold? threshold)
    {
        var width = (distances.High - distances.Low) / distances.Same.Count;
        var used = Enumerable.Range(0, distances.Same.Count).Where(i => distances.Same[i] + distances.Different[i] > 0).ToArray();
        var bins = Enumerable.Range(used[0], used[^1] - used[0] + 1).ToArray();
        double[] Shares(IReadOnlyList<long> counts, long all) => [.. bins.Select(i => all == 0 ? 0 : (double)counts[i] / all)];
        var (same, different) = (Shares(distances.Same, distances.SameCount), Shares(distances.Different, distances.DifferentCount));
        var lefts = bins.Select(i => distances.Low + i * width).ToArray();
        var chart = new SvgChart("histogram", distances.IsInverted ? "Similarities of pairs" : "Distances of pairs",
            Axis.Linear(distances.Distance, lefts[0], lefts[^1] + width), Axis.Linear("share of its pairs", 0, Math.Max(same.Max(), different.Max())).AsShare());
        chart.Add(new ChartSeries("different classes", "different", lefts, different) { Shape = ChartShape.Steps });
        chart.Add(new ChartSeries("same class", "same", lefts, same) { Shape = ChartShape.Steps });
        if (threshold is { } kept && double.IsFinite(kept.Value) && kept.Kind == ScoreKind.Similarity == distances.IsInverted)
            chart.Add(new ChartSeries("kept threshold", "s2", [kept.Value], [0]) { Shape = ChartShape.Vertical });
        chart.WriteTo(page, $"{Number.Of(distances.SameCount)} pairs of one class (median {Number.Of(distances.Quantile(true, 0.5))}) and {Number.Of(distances.DifferentCount)} of two "
            + $"(median {Number.Of(distances.Quantile(false, 0.5))}); the histograms have {Number.Percent(distances.Overlap)} of their areas in common.");
    }

    private static void WriteRates(HtmlText page, VerificationScores scores, VerificationIntervals? intervals)
    {
        page.WriteMarkup("<div class=\"scroll\"><table class=\"rates\"><caption>What the network accepts where few different pairs may be</caption><thead><tr><th scope=\"col\">False accepts, at most</th><th scope=\"col\">True accepts</th><th scope=\"col\">Interval</th><th scope=\"col\">Threshold</th><th scope=\"col\">Different pairs accepted</th></tr></thead><tbody>\n");
        for (var i = 0; i < Rates.Length; i++)
        {
            var point = scores.AtFalseAcceptRate(Rates[i]);
            var interval = intervals?.TrueAcceptRates.Count == Rates.Length ? intervals.TrueAcceptRates[i] : null;
            var accepted = (long)Math.Round(point.FalseAcceptRate * scores.DifferentCount);
            page.Write($"<tr><th scope=\"row\">{Number.Of(100 * Rates[i])} %</th><td class=\"value\">{Number.Percent(point.TrueAcceptRate)}</td>");
            page.Write($"<td>{(interval is null ? "" : $"{Number.Percent(interval.Low)} to {Number.Percent(interval.High)}")}</td>");
            page.Write($"<td>{(double.IsFinite(point.Threshold) ? Number.Of(point.Threshold) : "none")}</td><td>{Number.Of(accepted)} of {Number.Of((long)scores.DifferentCount)}</td></tr>\n");
        }
        page.WriteMarkup("</tbody></table></div>\n");
    }
}
