using System.Globalization;
using System.Text.Json;
using TorchSharp.Siamese.Models.Insight.Projection;
using TorchSharp.Siamese.Models.Insight.Report.Pictures;

namespace TorchSharp.Siamese.Models.Insight.Report.Html;

/// <summary>The map of images: its controls, and its data for the script that draws it.</summary>
internal sealed class MapSection(EmbeddingMap map, ReportSamples samples, ReportPictures? pictures)
{
    public void Write(HtmlText page)
    {
        page.Write($"<p class=\"note\">{Number.Of((long)map.Rows.Count)} of {Number.Of((long)samples.Labels.Count)} images. ");
        page.WriteMarkup("Point at one to see it with the images nearest to it by the network; click to keep it; drag to move; arrow keys go from image to image.</p>\n<div class=\"map\" id=\"map\">\n");
        WriteControls(page);
        page.Write($"<div class=\"map-area\"><canvas id=\"map-canvas\" tabindex=\"0\" role=\"application\" aria-label=\"Map of {map.Rows.Count} images, coloured by class\" aria-describedby=\"map-protocol\"></canvas>");
        page.WriteMarkup("<div id=\"map-card\" role=\"status\" aria-live=\"polite\" hidden></div></div>\n");
        page.WriteMarkup("<aside class=\"map-classes\"><label for=\"class-filter\">Classes</label><input id=\"class-filter\" type=\"search\" placeholder=\"Find a class\" autocomplete=\"off\">"
            + "<button type=\"button\" id=\"class-all\" disabled>Show all</button><ul id=\"class-list\"></ul></aside>\n</div>\n");
        page.WriteMarkup("<p class=\"note\" id=\"map-protocol\"></p>\n<noscript><p class=\"note\">The map needs JavaScript, which is off.</p></noscript>\n");
        if (pictures?.Sheet is { } sheet)
            page.Write($"<img id=\"map-sheet\" alt=\"\" hidden src=\"{ReportPictures.DataUri(sheet.Png)}\">\n");
        page.WriteMarkup($"<script type=\"application/json\" id=\"map-data\">{Data()}</script>\n");
    }

    private void WriteControls(HtmlText page)
    {
        page.WriteMarkup("<div class=\"map-controls\" role=\"toolbar\" aria-label=\"Map\"><div class=\"choice\" role=\"group\" aria-label=\"Projection\">");
        for (var i = 0; i < map.Projections.Count; i++)
            page.Write($"<button type=\"button\" class=\"plane\" data-plane=\"{i}\" aria-pressed=\"{(i == 0 ? "true" : "false")}\">{map.Projections[i].Method}</button>");
        page.WriteMarkup("</div>");
        if (pictures?.Sheet is not null)
            page.WriteMarkup("<label class=\"check\"><input type=\"checkbox\" id=\"map-pictures\"> Pictures</label>");
        page.WriteMarkup("<div class=\"choice\" role=\"group\" aria-label=\"Zoom\"><button type=\"button\" id=\"zoom-in\" aria-label=\"Closer\">+</button>"
            + "<button type=\"button\" id=\"zoom-out\" aria-label=\"Farther\">−</button><button type=\"button\" id=\"zoom-all\">Fit</button></div></div>\n");
    }

    private string Data()
    {
        var labels = map.Rows.Select(row => samples.Labels[row]).ToArray();
        int[] classes = [.. labels.Distinct().Order()];
        var place = classes.Index().ToDictionary(entry => entry.Item, entry => entry.Index);
        return JsonSerializer.Serialize(new
        {
            classes = classes.Select(samples.ClassName),
            label = labels.Select(label => place[label]),
            name = map.Rows.Select(samples.NameOf),
            near = map.Neighbours,
            sheet = pictures?.Sheet is { } sheet ? new { columns = sheet.Columns, width = sheet.Width, height = sheet.Height } : null,
            planes = map.Projections.Select(plane => new
            {
                method = plane.Method,
                protocol = plane.Protocol,
                x = Places(plane, point => point.X),
                y = Places(plane, point => point.Y),
            }),
        });
    }

    private static IEnumerable<float> Places(PlaneProjection plane, Func<PlanePoint, float> of)
        => plane.Points.Select(point => float.Parse(of(point).ToString("G5", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
}
