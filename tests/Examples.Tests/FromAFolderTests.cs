using System.Globalization;
using System.Text.RegularExpressions;
using TorchSharp.Siamese.TestSupport;

namespace TorchSharp.Siamese.Examples.Tests;

public partial class FromAFolderTests
{
    [Test]
    public void Page_ShowsTheFileThatTestsRun()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "from-a-folder.md"));
        var sample = File.ReadAllText(Path.Combine(Repository.Root, "docs", "samples", "FromAFolder", "Program.cs"));
        Assert.That(CSharpBlock().Match(page).Groups["code"].Value, Is.EqualTo(sample));
    }

    // 16 classes, each of a colour of its own with noise over it.
    [Test]
    public void Sample_LearnsToTellClassesItNeverSaw()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(1);
        for (var c = 0; c < 16; c++)
        {
            Directory.CreateDirectory(folder.File($"class {c:00}"));
            for (var i = 0; i < 8; i++)
            {
                var pixels = Enumerable.Range(0, 16 * 16 * 3).Select(k => (byte)((c >> k % 3 & 1) * 90 + (c == 0 || c > 7 ? 60 : 0) + random.Next(100)));
                File.WriteAllBytes(folder.File($"class {c:00}/{i}.png"), PngFile.Write(16, 16, 3, pixels.ToArray()));
            }
        }

        var run = ProgramRun.Of("FromAFolder", folder.Path);
        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        Assert.That(run.Output, Does.StartWith("Found 128 images of 16 classes.\nUsing 96 of them for training.\nUsing 32 of them for validation.\n"));
        var epochs = Epoch().Matches(run.Output).ToArray();
        Assert.That(epochs, Has.Length.EqualTo(4), run.Output);
        var last = epochs[^1];
        var share = double.Parse(last.Groups["right"].Value, CultureInfo.InvariantCulture) / double.Parse(last.Groups["count"].Value, CultureInfo.InvariantCulture);
        Assert.That(last.Groups["count"].Value, Is.EqualTo("256"));
        Assert.That(share, Is.GreaterThan(0.8), run.Output);
    }

    [GeneratedRegex(@"^epoch \d+: in (?<right>\d+) of (?<count>\d+) held-out", RegexOptions.Multiline)]
    private static partial Regex Epoch();

    [GeneratedRegex(@"```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();
}
