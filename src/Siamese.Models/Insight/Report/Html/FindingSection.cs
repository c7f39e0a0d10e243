namespace TorchSharp.Siamese.Models.Insight.Report.Html;

/// <summary>What is wrong, with evidence, limit and advice.</summary>
internal static class FindingSection
{
    public static void Write(HtmlText page, IReadOnlyList<Finding> findings)
    {
        if (findings.Count == 0)
            page.WriteMarkup("<p class=\"all-well\">Nothing that was looked for is wrong.</p>\n");
        foreach (var finding in findings)
        {
            page.Write($"<article class=\"finding {Style(finding.Severity)}\"><h3><span class=\"severity\">{Word(finding.Severity)}</span> {finding.Title}</h3>\n");
            page.Write($"<dl><dt>Measured</dt><dd>{finding.Evidence}</dd><dt>Limit</dt><dd>{finding.Threshold}</dd><dt>Try first</dt><dd>{finding.Advice}</dd></dl>\n");
            page.Write($"<p class=\"cause\">Cause: {Words(finding.Cause)}</p></article>\n");
        }
    }

    // MarginTooLarge reads "margin too large".
    private static string Words(FindingCause cause)
        => string.Concat(cause.ToString().Select((letter, i) => char.IsUpper(letter) ? (i > 0 ? " " : "") + char.ToLowerInvariant(letter) : $"{letter}"));

    private static string Word(FindingSeverity severity) => severity.ToString();

    private static string Style(FindingSeverity severity) => severity switch
    {
        FindingSeverity.Failure => "failure",
        FindingSeverity.Warning => "warning",
        _ => "note",
    };
}
