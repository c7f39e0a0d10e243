namespace TorchSharp.Siamese.Models.Insight.Report.Html;

/// <summary>The curves of a training, a chart for each group.</summary>
internal static class CurveSection
{
    private const int FewPoints = 60, Styles = 6;

    public static void Write(HtmlText page, IReadOnlyList<Curve> curves)
    {
        page.WriteMarkup("<div class=\"charts\">\n");
        var number = 0;
        foreach (var chart in curves.Where(curve => curve.Points.Count > 0).GroupBy(curve => curve.Chart))
            WriteChart(page, FormattableString.Invariant($"curve-{++number}"), chart.Key, [.. chart]);
        page.WriteMarkup("</div>\n");
    }

    private static void WriteChart(HtmlText page, string id, string title, Curve[] curves)
    {
        var points = curves.SelectMany(curve => curve.Points).ToArray();
        var (low, high) = (points.Min(point => point.Value), points.Max(point => point.Value));
        if (low >= 0 && low < 0.5 * high)
            low = 0;        // a loss is judged by how far it is from nothing
        var chart = new SvgChart(id, title, Axis.Linear("step", points.Min(point => point.Step), points.Max(point => point.Step)), Axis.Linear("", low, high));
        for (var i = 0; i < curves.Length; i++)
        {
            var many = curves[i].Points.Count > FewPoints;
            chart.Add(new ChartSeries(curves[i].Name, Style(i, many && curves.Length > 1), [.. curves[i].Points.Select(point => (double)point.Step)], [.. curves[i].Points.Select(point => point.Value)])
            {
                Shape = many ? ChartShape.Line : ChartShape.DottedLine,
            });
        }
        chart.WriteTo(page, string.Join(" ", curves.Select(Words)));
    }

    private static string Style(int index, bool isNoisy) => FormattableString.Invariant($"s{index % Styles}") + (isNoisy ? " faint" : "");

    private static string Words(Curve curve)
    {
        var (first, last) = (curve.Points[0], curve.Points[^1]);
        var (low, high) = (curve.Points.MinBy(point => point.Value), curve.Points.MaxBy(point => point.Value));
        return curve.Points.Count == 1
            ? $"{curve.Name}: {Number.Of(first.Value)} at step {Number.Of(first.Step)}."
            : $"{curve.Name}: {Number.Of(first.Value)} at step {Number.Of(first.Step)}, {Number.Of(last.Value)} at step {Number.Of(last.Step)}; "
                + $"lowest {Number.Of(low.Value)} ({Number.Of(low.Step)}), highest {Number.Of(high.Value)} ({Number.Of(high.Step)}).";
    }
}
