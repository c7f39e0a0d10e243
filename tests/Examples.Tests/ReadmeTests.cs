using System.Globalization;
using System.Text.RegularExpressions;

namespace TorchSharp.Siamese.Examples.Tests;

public partial class ReadmeTests
{
    [Test]
    public void FirstSample_IsTheFileThatTestsRun_InUnder20Lines()
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        var sample = File.ReadAllText(Path.Combine(Repository.Root, "docs", "samples", "QuickStart", "Program.cs"));
        var block = CSharpBlock().Match(readme).Groups["code"].Value;
        Assert.That(block, Is.EqualTo(sample));
        Assert.That(sample.TrimEnd().Split('\n'), Has.Length.LessThan(20));
    }

    [Test]
    public void FirstSample_Learns()
    {
        var run = ProgramRun.Of("QuickStart");
        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        var lines = Line().Matches(run.Output).ToArray();
        var losses = lines.Select(line => double.Parse(line.Groups["loss"].Value, CultureInfo.InvariantCulture)).ToArray();
        var accuracies = lines.Select(line => int.Parse(line.Groups["accuracy"].Value, CultureInfo.InvariantCulture)).ToArray();
        Assert.That(lines, Has.Length.EqualTo(5), run.Output);
        Assert.That(losses[^1], Is.LessThan(losses[0]), run.Output);
        Assert.That(accuracies[^1], Is.GreaterThan(80).And.GreaterThan(accuracies[0]), run.Output);
    }

    [Test]
    public void Links_LeadToFilesThatAreThere()
    {
        var pages = Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories).Append(Path.Combine(Repository.Root, "README.md"));
        var broken = pages.SelectMany(page => Link().Matches(File.ReadAllText(page))
            .Select(match => match.Groups["target"].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal))
            .Where(target => !Path.Exists(Path.Combine(Path.GetDirectoryName(page)!, target)))
            .Select(target => $"{page}: {target}"));
        Assert.That(broken, Is.Empty);
    }

    [GeneratedRegex(@"^step \d+: loss (?<loss>[0-9.]+), 1-NN accuracy (?<accuracy>\d+) ?%$", RegexOptions.Multiline)]
    private static partial Regex Line();

    [GeneratedRegex(@"```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();

    [GeneratedRegex(@"\]\((?<target>[^)#]+)[^)]*\)")]
    private static partial Regex Link();
}
