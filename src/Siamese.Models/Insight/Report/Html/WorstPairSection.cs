using TorchSharp.Siamese.Models.Insight.Report.Pictures;

namespace TorchSharp.Siamese.Models.Insight.Report.Html;

/// <summary>The pairs that the network gets most wrong, with their pictures.</summary>
internal sealed class WorstPairSection(WorstPairs pairs, ReportSamples samples, ReportPictures? pictures)
{
    public static IEnumerable<int> PictureRows(WorstPairs pairs)
        => pairs.NearestDifferent.Concat(pairs.FarthestSame).SelectMany(pair => new[] { pair.First, pair.Second });

    public void Write(HtmlText page)
    {
        page.Write($"<p class=\"note\">Of each image its worst pair, and of those the worst. {(pairs.IsInverted ? "Similarity" : "Distance")}: {pairs.Distance}.</p>\n");
        if (pairs.NearestDifferent.Count > 0)
            WriteList(page, "Different classes that look the same to the network", pairs.NearestDifferent, "different");
        if (pairs.FarthestSame.Count > 0)
            WriteList(page, "One class that looks different to the network", pairs.FarthestSame, "same");
    }

    private void WriteList(HtmlText page, string heading, IReadOnlyList<WorstPair> list, string style)
    {
        page.Write($"<h3>{heading}</h3>\n<ul class=\"pairs {style}\">\n");
        foreach (var pair in list)
        {
            page.WriteMarkup("<li><figure><div class=\"two\">");
            WritePicture(page, pair.First);
            WritePicture(page, pair.Second);
            page.Write($"</div><figcaption><strong>{ClassName(pair.First)}</strong>{(samples.Labels[pair.First] == samples.Labels[pair.Second] ? "" : " and ")}");
            if (samples.Labels[pair.First] != samples.Labels[pair.Second])
                page.Write($"<strong>{ClassName(pair.Second)}</strong>");
            page.Write($"<span class=\"score\">{Number.Of(pair.Score)}</span><span class=\"names\">{samples.NameOf(pair.First)}<br>{samples.NameOf(pair.Second)}</span></figcaption></figure></li>\n");
        }
        page.WriteMarkup("</ul>\n");
    }

    private void WritePicture(HtmlText page, int row)
    {
        if (pictures?.Large(row) is { } picture)
            page.Write($"<img class=\"{pictures.LargeStyle}\" src=\"{picture}\" alt=\"{ClassName(row)}: {samples.NameOf(row)}\" width=\"{pictures.LargeWidth}\" height=\"{pictures.LargeHeight}\">");
        else
            page.WriteMarkup("<span class=\"no-picture\">no picture</span>");
    }

    private string ClassName(int row) => samples.ClassName(samples.Labels[row]);
}
