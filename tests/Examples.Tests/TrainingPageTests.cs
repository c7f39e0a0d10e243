using System.Text.RegularExpressions;

namespace TorchSharp.Siamese.Examples.Tests;

/// <summary>docs/training.md says what its sample prints.</summary>
public class TrainingPageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "training.md"));

    [Test]
    public void Sample_IsTheFileThatTestsRun_AndPrintsWhatThePageSays()
    {
        var run = ProgramRun.Of("Training");
        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        Assert.That(Block("csharp"), Is.EqualTo(File.ReadAllText(Path.Combine(Repository.Root, "docs", "samples", "Training", "Program.cs"))));
        Assert.That(run.Output.TrimEnd(), Is.EqualTo(Block("text").TrimEnd()));
    }

    private static string Block(string language) => Regex.Match(Page, $"```{language}\n(?<text>.*?)```", RegexOptions.Singleline).Groups["text"].Value;
}
