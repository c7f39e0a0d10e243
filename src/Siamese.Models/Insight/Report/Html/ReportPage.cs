using System.Security.Cryptography;
using System.Text;
using TorchSharp.Siamese.Models.Insight.Report.Pictures;

namespace TorchSharp.Siamese.Models.Insight.Report.Html;

/// <summary>Puts a report's page together.</summary>
internal sealed class ReportPage
{
    private readonly TrainingReport _report;
    private readonly ReportPictures? _pictures;
    private readonly IReadOnlyList<ReportFigure> _figures;
    private readonly HtmlText _page = new();

    private ReportPage(TrainingReport report, ReportPictures? pictures)
        => (_report, _pictures, _figures) = (report, pictures, FigureSection.Of(report));

    public static string Of(TrainingReport report, CancellationToken cancellationToken)
    {
        CheckRows(report);
        var page = new ReportPage(report, PicturesOf(report, cancellationToken));
        page.Write();
        return page._page.ToString();
    }

    private static void CheckRows(TrainingReport report)
    {
        if (report.Samples is not { } samples)
            return;
        if (report.Map is { } map && map.Rows[^1] >= samples.Labels.Count)
            throw new ArgumentException($"Expected a map of {samples.Labels.Count} samples, got row {map.Rows[^1]}.", nameof(report));
        if (report.WorstPairs is { } pairs && WorstPairSection.PictureRows(pairs).DefaultIfEmpty(0).Max() is var last && last >= samples.Labels.Count && last > 0)
            throw new ArgumentException($"Expected worst pairs of {samples.Labels.Count} samples, got row {last}.", nameof(report));
    }

    private static ReportPictures? PicturesOf(TrainingReport report, CancellationToken cancellationToken)
    {
        if (report.Samples is not { Pictures: { } source } samples)
            return null;
        int[] large =
        [
            .. report.WorstPairs is { } pairs ? WorstPairSection.PictureRows(pairs) : [],
            .. report.Confusion is { } confusion ? ConfusionSection.PictureRows(confusion, samples) : [],
        ];
        return new ReportPictures(source, report.Map?.Rows ?? [], large, cancellationToken);
    }

    private void Write()
    {
        var (style, script) = (Asset("report.css"), Asset("report.js"));
        var sum = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)));
        _page.WriteMarkup("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        // Nothing is fetched, and no script runs but the one below, whatever a class may be called.
        _page.Write($"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-{sum}'; base-uri 'none'; form-action 'none'\">\n");
        _page.Write($"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{_report.Title}</title>\n<link rel=\"icon\" href=\"data:,\">\n");
        _page.WriteMarkup($"<style>\n{style}</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#content\">To the content</a>\n");
        var sections = Sections().ToArray();
        WriteHeader(sections);
        _page.WriteMarkup("<main id=\"content\">\n");
        foreach (var (id, heading, body) in sections)
        {
            _page.Write($"<section id=\"{id}\" aria-labelledby=\"{id}-heading\"><h2 id=\"{id}-heading\">{heading}</h2>\n");
            body();
            _page.WriteMarkup("</section>\n");
        }
        if (sections.Length == 0)
            _page.WriteMarkup("<p class=\"note\">This report has a title only.</p>\n");
        if (_pictures is { UnreadableCount: > 0 } pictures)
            _page.Write($"<p class=\"note\" id=\"unreadable\">{Number.Of((long)pictures.UnreadableCount)} images could not be read and are shown without a picture.</p>\n");
        _page.WriteMarkup($"</main>\n<script>{script}</script>\n</body>\n</html>\n");
    }

    private void WriteHeader((string Id, string Heading, Action Body)[] sections)
    {
        _page.Write($"<header><div class=\"top\"><div><h1>{_report.Title}</h1>");
        if (_report.Subtitle.Length > 0)
            _page.Write($"<p class=\"subtitle\">{_report.Subtitle}</p>");
        _page.WriteMarkup("</div><button type=\"button\" id=\"theme\" aria-label=\"Light or dark\">◐</button></div>\n");
        if (_figures.Count > 0)
        {
            _page.WriteMarkup("<ul class=\"pills\">");
            foreach (var figure in _figures.Take(5))
                _page.Write($"<li><span>{figure.Name}</span><strong>{figure.Value}</strong></li>");
            _page.WriteMarkup("</ul>\n");
        }
        _page.WriteMarkup("<nav aria-label=\"Parts of the report\"><ul>");
        foreach (var (id, heading, _) in sections)
            _page.Write($"<li><a href=\"#{id}\">{heading}</a></li>");
        _page.WriteMarkup("</ul></nav></header>\n");
    }

    private IEnumerable<(string Id, string Heading, Action Body)> Sections()
    {
        if (_report.Findings is { } findings)
            yield return ("findings", "Findings", () => FindingSection.Write(_page, findings));
        if (_figures.Count > 0)
            yield return ("figures", "Figures", () => FigureSection.Write(_page, _figures, _report.Verification is null ? null : _report.Intervals));
        if (_report.Curves.Any(curve => curve.Points.Count > 0))
            yield return ("curves", "Training", () => CurveSection.Write(_page, _report.Curves));
        if (_report.Verification is not null || _report.Distances is { } distances && distances.SameCount + distances.DifferentCount > 0)
            yield return ("verification", "Same or different", () => VerificationSection.Write(_page, _report));
        if (_report is { Map: { } map, Samples: { } samples })
            yield return ("map-section", "Map of images", () => new MapSection(map, samples, _pictures).Write(_page));
        if (_report.Confusion is { ImageCount: > 0 } confusion)
            yield return ("confusion", "Confused classes", () => new ConfusionSection(confusion, _report.Samples, _pictures).Write(_page));
        if (_report is { WorstPairs: { } pairs, Samples: { } of } && pairs.NearestDifferent.Count + pairs.FarthestSame.Count > 0)
            yield return ("worst", "Worst pairs", () => new WorstPairSection(pairs, of, _pictures).Write(_page));
        if (_report.Options.Count + _report.Protocol.Count > 0)
            yield return ("run", "Run", WriteRun);
    }

    private void WriteRun()
    {
        if (_report.Protocol.Count > 0)
        {
            _page.WriteMarkup("<h3>Protocol</h3><ul class=\"protocol\">\n");
            foreach (var line in _report.Protocol)
                _page.Write($"<li>{line}</li>\n");
            _page.WriteMarkup("</ul>\n");
        }
        if (_report.Options.Count == 0)
            return;
        _page.WriteMarkup("<h3>Options</h3><div class=\"scroll\"><table class=\"options\"><tbody>\n");
        foreach (var entry in _report.Options)
            _page.Write($"<tr><th scope=\"row\">{entry.Name}</th><td>{entry.Value}</td></tr>\n");
        _page.WriteMarkup("</tbody></table></div>\n");
    }

    private static string Asset(string name)
    {
        using var stream = typeof(ReportPage).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The library lacks its resource {name}.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
