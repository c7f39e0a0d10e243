using System.Text.RegularExpressions;

namespace TorchSharp.Siamese.Examples.Tests;

/// <summary>docs/understanding.md says what its sample prints.</summary>
public class UnderstandingTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "understanding.md"));

    [Test]
    public void Sample_IsTheFileThatTestsRun_AndPrintsWhatThePageSays()
    {
        var run = ProgramRun.Of("Understanding");
        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        Assert.That(Block("csharp"), Is.EqualTo(File.ReadAllText(Path.Combine(Repository.Root, "docs", "samples", "Understanding", "Program.cs"))));
        Assert.That(Block("text").TrimEnd(), Is.EqualTo(run.Output.TrimEnd()));
    }

    private static string Block(string language) => Regex.Match(Page, $"```{language}\n(?<text>.*?)```", RegexOptions.Singleline).Groups["text"].Value;
}
