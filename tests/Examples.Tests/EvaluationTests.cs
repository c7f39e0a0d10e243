using System.Text.RegularExpressions;

namespace TorchSharp.Siamese.Examples.Tests;

/// <summary>docs/evaluation.md says what its sample prints.</summary>
public class EvaluationTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "evaluation.md"));

    [Test]
    public void Sample_IsTheFileThatTestsRun_AndPrintsWhatThePageSays()
    {
        var run = ProgramRun.Of("Evaluation");
        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        Assert.That(Block("csharp"), Is.EqualTo(File.ReadAllText(Path.Combine(Repository.Root, "docs", "samples", "Evaluation", "Program.cs"))));
        Assert.That(Block("text").TrimEnd(), Is.EqualTo(run.Output.TrimEnd()));
    }

    private static string Block(string language) => Regex.Match(Page, $"```{language}\n(?<text>.*?)```", RegexOptions.Singleline).Groups["text"].Value;
}
