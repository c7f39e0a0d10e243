using System.Text.RegularExpressions;

namespace TorchSharp.Siamese.Examples.Tests;

/// <summary>A page of docs with one program and what it prints.</summary>
internal static class PageSample
{
    /// <summary>Fails unless the page shows the sample's source, and the sample prints what the page says.</summary>
    public static void Check(string page, string sample)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "docs", page));
        Assert.That(Block(text, "csharp"), Is.EqualTo(File.ReadAllText(Path.Combine(Repository.Root, "docs", "samples", sample, "Program.cs"))));
        var run = ProgramRun.Of(sample);
        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        Assert.That(run.Output.TrimEnd(), Is.EqualTo(Block(text, "text").TrimEnd()));
    }

    private static string Block(string text, string language) => Regex.Match(text, $"```{language}\n(?<text>.*?)```", RegexOptions.Singleline).Groups["text"].Value;
}
