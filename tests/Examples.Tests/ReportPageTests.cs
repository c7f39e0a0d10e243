using System.Text.RegularExpressions;

namespace TorchSharp.Siamese.Examples.Tests;

/// <summary>docs/report.md shows the program that writes a report.</summary>
public class ReportPageTests
{
    [Test]
    public void Page_ShowsTheFileThatTestsRun()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "report.md"));
        var sample = File.ReadAllText(Path.Combine(Repository.Root, "docs", "samples", "Report", "Program.cs"));
        Assert.That(Regex.Match(page, "```csharp\n(?<text>.*?)```", RegexOptions.Singleline).Groups["text"].Value, Is.EqualTo(sample));
    }

    [Test]
    public void Sample_WritesAReportWithEveryPartThatItHas()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("report.html");
        var run = ProgramRun.Of("Report", path);
        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        Assert.That(run.Output, Does.EndWith($"Report saved to {path}"));
        var precision = double.Parse(Regex.Match(run.Output, @"^Precision@1 ([\d.]+) %, t-SNE of 300 rows").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        Assert.That(precision, Is.InRange(90, 100));
        var html = File.ReadAllText(path);
        Assert.That(Regex.Matches(html, "<section id=\"([\\w-]+)\"").Select(match => match.Groups[1].Value),
            Is.EqualTo(new[] { "figures", "curves", "verification", "map-section", "confusion", "worst", "run" }));
        Assert.That(html, Does.Contain("Accuracy at the kept threshold").And.Contain("lynx"));
    }
}
