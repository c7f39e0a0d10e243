using TorchSharp.Siamese.Models.Insight.Report.Pictures;

namespace TorchSharp.Siamese.Models.Insight.Report.Html;

/// <summary>Which classes are taken for which: a matrix where it is small enough to read, and the worst of it in words.</summary>
internal sealed class ConfusionSection(ClassConfusion confusion, ReportSamples? samples, ReportPictures? pictures)
{
    private const int MatrixClasses = 26, ListedPairs = 20;

    /// <summary>The samples whose pictures the list shows: the first of each class in it.</summary>
    public static IEnumerable<int> PictureRows(ClassConfusion confusion, ReportSamples samples)
        => Listed(confusion).SelectMany(pair => new[] { pair.Label, pair.Neighbor }).Distinct().Select(label => FirstOf(samples, label)).Where(row => row >= 0);

    public void Write(HtmlText page)
    {
        var wrong = confusion.Confused.Select(pair => pair.Label).Distinct().Count();
        page.Write($"<p class=\"note\">Each of {Number.Of(confusion.ImageCount)} images is given the class of its nearest other image: {Number.Percent(confusion.Accuracy)} are right. ");
        page.Write($"Of {Number.Of(confusion.Classes.Count)} classes, {Number.Of(confusion.Classes.Count - wrong)} have no mistake.</p>\n");
        if (confusion.Classes.Count is > 1 and <= MatrixClasses)
            WriteMatrix(page);
        if (confusion.Confused.Count > 0)
            WriteList(page);
    }

    private static IEnumerable<ConfusedPair> Listed(ClassConfusion confusion) => confusion.Confused.Take(ListedPairs);

    private static int FirstOf(ReportSamples samples, int label)
    {
        for (var row = 0; row < samples.Labels.Count; row++)
        {
            if (samples.Labels[row] == label)
                return row;
        }
        return -1;
    }

    private void WriteMatrix(HtmlText page)
    {
        page.WriteMarkup("<div class=\"scroll\"><table class=\"matrix\"><caption>Rows: class of the image. Columns: class of its nearest other image. Numbers of images.</caption><thead><tr><td></td>");
        foreach (var column in confusion.Classes)
            page.Write($"<th scope=\"col\">{ClassName(column)}</th>");
        page.WriteMarkup("</tr></thead><tbody>\n");
        foreach (var row in confusion.Classes)
        {
            page.Write($"<tr><th scope=\"row\">{ClassName(row)}</th>");
            foreach (var column in confusion.Classes)
            {
                var count = confusion.Count(row, column);
                var share = confusion.SizeOf(row) == 0 ? 0 : 100.0 * count / confusion.SizeOf(row);
                if (count == 0)
                    page.WriteMarkup("<td></td>");
                else
                    page.Write($"<td class=\"{(row == column ? "right" : "wrong")}\" style=\"--share:{share:0.#}%\" title=\"{Number.Of((long)count)} of {Number.Of((long)confusion.SizeOf(row))} images of {ClassName(row)} lie nearest to {ClassName(column)}\">{count}</td>");
            }
            page.WriteMarkup("</tr>\n");
        }
        page.WriteMarkup("</tbody></table></div>\n");
    }

    private void WriteList(HtmlText page)
    {
        page.WriteMarkup("<div class=\"scroll\"><table class=\"confused\"><caption>Most frequent mistakes</caption><thead><tr><th scope=\"col\">Images of</th><th scope=\"col\">lie nearest to</th><th scope=\"col\">How many</th><th scope=\"col\">Of the class</th></tr></thead><tbody>\n");
        foreach (var pair in Listed(confusion))
        {
            page.WriteMarkup("<tr><td>");
            WriteClass(page, pair.Label);
            page.WriteMarkup("</td><td>");
            WriteClass(page, pair.Neighbor);
            page.Write($"</td><td class=\"value\">{Number.Of((long)pair.Count)} of {Number.Of((long)pair.Of)}</td><td class=\"value\">{Number.Percent(pair.Share)}</td></tr>\n");
        }
        page.WriteMarkup("</tbody></table></div>\n");
        if (confusion.Confused.Count > ListedPairs)
            page.Write($"<p class=\"note\">{Number.Of((long)confusion.Confused.Count - ListedPairs)} more pairs of classes are confused.</p>\n");
    }

    private void WriteClass(HtmlText page, int label)
    {
        if (samples is not null && pictures is not null && FirstOf(samples, label) is >= 0 and var row && pictures.Large(row) is { } picture)
            page.Write($"<img class=\"sample {pictures.LargeStyle}\" src=\"{picture}\" alt=\"\" width=\"{pictures.LargeWidth}\" height=\"{pictures.LargeHeight}\">");
        page.Write($"<span>{ClassName(label)}</span>");
    }

    private string ClassName(int label) => samples?.ClassName(label) ?? Number.Of((long)label);
}
