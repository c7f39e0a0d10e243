using System.Text.RegularExpressions;

namespace TorchSharp.Siamese.Examples.Tests;

public class ImagesPageTests
{
    [Test]
    public void Sample_IsTheFileThatTestsRun() => Assert.That(
        Block("csharp"), Is.EqualTo(File.ReadAllText(Path.Combine(Repository.Root, "docs", "samples", "Images", "Program.cs"))));

    [Test]
    public void Sample_PrintsWhatThePageSays()
    {
        var run = ProgramRun.Of("Images");
        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        Assert.That(run.Output, Is.EqualTo(Block("text").TrimEnd()));
    }

    // The page's only block of that language.
    private static string Block(string language)
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "images.md"));
        return Regex.Match(page, $"```{language}\n(?<code>.*?)```", RegexOptions.Singleline).Groups["code"].Value;
    }
}
