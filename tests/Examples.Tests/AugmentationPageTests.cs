using System.Text;
using System.Text.RegularExpressions;

namespace TorchSharp.Siamese.Examples.Tests;

public partial class AugmentationPageTests
{
    [Test]
    public void Sample_IsTheFileThatTestsRun() => Assert.That(
        Block("csharp"), Is.EqualTo(File.ReadAllText(Path.Combine(Repository.Root, "docs", "samples", "Augmentation", "Program.cs"))));

    // Both forms agree, and the draws are those of the day when the page was written.
    [Test]
    public void Sample_PrintsWhatThePageSays()
    {
        var run = ProgramRun.Of("Augmentation");
        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        Assert.That(run.Output, Is.EqualTo(Block("text").TrimEnd()));
    }

    [Test]
    public void ContactSheet_DrawsARowForEach()
    {
        using var folder = new TemporaryFolder();
        var run = ProgramRun.Of("ContactSheet", folder.File("sheet.png"));
        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        var rows = Row().Count(run.Output);
        Assert.That(rows, Is.GreaterThan(15), run.Output);
        var header = File.ReadAllBytes(folder.File("sheet.png")).AsSpan(0, 24);
        Assert.That(Encoding.ASCII.GetString(header.Slice(1, 3)), Is.EqualTo("PNG"));
        // Width and height stand big-endian at 16 and 20: eight pictures of 96 across, a row of 96 for each.
        Assert.That((header[18] << 8) + header[19], Is.EqualTo(8 * 96));
        Assert.That((header[22] << 8) + header[23], Is.EqualTo(96 * rows));
    }

    // The page's only block of that language.
    private static string Block(string language)
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "augmentation.md"));
        return Regex.Match(page, $"```{language}\n(?<code>.*?)```", RegexOptions.Singleline).Groups["code"].Value;
    }

    [GeneratedRegex(@"^row \d+: ", RegexOptions.Multiline)]
    private static partial Regex Row();
}
