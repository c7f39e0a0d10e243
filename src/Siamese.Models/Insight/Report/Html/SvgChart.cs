using System.Globalization;
using System.Text;
using System.Text.Json;

namespace TorchSharp.Siamese.Models.Insight.Report.Html;

/// <summary>A chart as inline SVG, with its numbers beside it for the script that tells them on hover.</summary>
internal sealed class SvgChart(string id, string title, Axis x, Axis y)
{
    private const double Width = 460, Height = 280, Left = 58, Right = 14, Top = 12, Bottom = 42;

    private readonly List<ChartSeries> _series = [];

    public void Add(ChartSeries series) => _series.Add(series);

    /// <summary>Writes a figure: legend, drawing, caption.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="caption">What the chart shows, in words, for those who do not see it.</param>
    public void WriteTo(HtmlText page, string caption)
    {
        page.Write($"<figure class=\"chart\" id=\"{id}\"><h3>{title}</h3>\n");
        WriteLegend(page);
        page.Write($"<div class=\"plot\"><svg viewBox=\"0 0 {Width:0} {Height:0}\" role=\"img\" aria-labelledby=\"{id}-title {id}-caption\" preserveAspectRatio=\"xMidYMid meet\">");
        page.Write($"<title id=\"{id}-title\">{title}</title>\n");
        WriteAxes(page);
        foreach (var series in _series)
            WriteSeries(page, series);
        page.WriteMarkup("</svg><div class=\"tip\" hidden></div></div>\n");
        page.Write($"<figcaption id=\"{id}-caption\">{caption}</figcaption>\n");
        page.WriteMarkup($"<script type=\"application/json\" class=\"chart-data\">{Data()}</script></figure>\n");
    }

    private void WriteLegend(HtmlText page)
    {
        page.WriteMarkup("<ul class=\"legend\">");
        foreach (var series in _series.Where(series => series.Shape != ChartShape.Guide))
            page.Write($"<li><i class=\"{series.Style} {(series.Shape == ChartShape.Vertical ? "dashed" : "")}\"></i>{series.Name}</li>");
        page.WriteMarkup("</ul>\n");
    }

    private void WriteAxes(HtmlText page)
    {
        foreach (var mark in x.Marks)
        {
            var at = AtX(mark);
            page.Write($"<line class=\"grid\" x1=\"{at:0.#}\" x2=\"{at:0.#}\" y1=\"{Top:0}\" y2=\"{Height - Bottom:0}\"/>");
            page.Write($"<text class=\"mark\" x=\"{at:0.#}\" y=\"{Height - Bottom + 16:0}\" text-anchor=\"middle\">{x.Text(mark)}</text>");
        }
        foreach (var mark in y.Marks)
        {
            var at = AtY(mark);
            page.Write($"<line class=\"grid\" x1=\"{Left:0}\" x2=\"{Width - Right:0}\" y1=\"{at:0.#}\" y2=\"{at:0.#}\"/>");
            page.Write($"<text class=\"mark\" x=\"{Left - 6:0}\" y=\"{at + 4:0.#}\" text-anchor=\"end\">{y.Text(mark)}</text>");
        }
        page.Write($"<text class=\"axis\" x=\"{(Left + Width - Right) / 2:0}\" y=\"{Height - 6:0}\" text-anchor=\"middle\">{x.Title}</text>");
        page.Write($"<text class=\"axis\" transform=\"translate(10 {(Top + Height - Bottom) / 2:0}) rotate(-90)\" text-anchor=\"middle\">{y.Title}</text>\n");
    }

    private void WriteSeries(HtmlText page, ChartSeries series)
    {
        switch (series.Shape)
        {
            case ChartShape.Steps:
                page.Write($"<path class=\"steps {series.Style}\" d=\"{StepPath(series)}\"/>\n");
                break;
            case ChartShape.Vertical:
                foreach (var at in series.X)
                    page.Write($"<line class=\"vertical {series.Style}\" x1=\"{AtX(at):0.#}\" x2=\"{AtX(at):0.#}\" y1=\"{Top:0}\" y2=\"{Height - Bottom:0}\"/>\n");
                break;
            case ChartShape.Line or ChartShape.DottedLine or ChartShape.Guide:
                page.Write($"<polyline class=\"{(series.Shape == ChartShape.Guide ? "guide" : "line")} {series.Style}\" points=\"{LinePoints(series)}\"/>\n");
                break;
            case ChartShape.Dots:
                break;
            default:
                throw new InvalidOperationException($"Expected a shape that can be drawn, got {series.Shape}.");
        }
        if (series.Shape is not (ChartShape.DottedLine or ChartShape.Dots))
            return;
        for (var i = 0; i < series.X.Count; i++)
            page.Write($"<circle class=\"dot {series.Style}\" cx=\"{AtX(series.X[i]):0.#}\" cy=\"{AtY(series.Y[i]):0.#}\" r=\"{(series.Shape == ChartShape.Dots ? 5 : 3):0}\"><title>{series.Name}</title></circle>\n");
    }

    // Points that fall onto the same tenth of a pixel as the one before are not written.
    private string LinePoints(ChartSeries series)
    {
        var text = new StringBuilder();
        var before = "";
        for (var i = 0; i < series.X.Count; i++)
        {
            var point = string.Create(CultureInfo.InvariantCulture, $"{AtX(series.X[i]):0.#},{AtY(series.Y[i]):0.#}");
            if (point != before)
                text.Append(before.Length == 0 ? "" : " ").Append(point);
            before = point;
        }
        return text.ToString();
    }

    // From the axis up, along the tops, and back down; the last step is as wide as the one before it.
    private string StepPath(ChartSeries series)
    {
        var text = new StringBuilder();
        var width = series.X.Count > 1 ? series.X[1] - series.X[0] : 1;
        text.Append(CultureInfo.InvariantCulture, $"M{AtX(series.X[0]):0.#} {AtY(y.Low):0.#}");
        for (var i = 0; i < series.X.Count; i++)
            text.Append(CultureInfo.InvariantCulture, $"V{AtY(series.Y[i]):0.#}H{AtX(i + 1 < series.X.Count ? series.X[i + 1] : series.X[i] + width):0.#}");
        return text.Append(CultureInfo.InvariantCulture, $"V{AtY(y.Low):0.#}Z").ToString();
    }

    private double AtX(double value) => Left + x.Place(value) * (Width - Left - Right);

    private double AtY(double value) => Height - Bottom - y.Place(value) * (Height - Top - Bottom);

    private string Data() => JsonSerializer.Serialize(new
    {
        area = new[] { Left, Top, Width - Right, Height - Bottom },
        x = new { low = x.Low, high = x.High, log = x.IsLogarithmic, title = x.Title, share = x.IsShare },
        y = new { low = y.Low, high = y.High, log = y.IsLogarithmic, share = y.IsShare },
        series = _series.Where(series => series.Shape is not (ChartShape.Vertical or ChartShape.Guide)).Select(series => new
        {
            name = series.Name,
            style = series.Style,
            steps = series.Shape == ChartShape.Steps,
            x = series.X.Select(Short),
            y = series.Y.Select(Short),
            extra = series.Extra?.Name,
            z = series.Extra?.Values.Select(Short),
        }),
    });

    private static double Short(double value)
        => double.IsFinite(value) ? double.Parse(value.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : 0;
}
