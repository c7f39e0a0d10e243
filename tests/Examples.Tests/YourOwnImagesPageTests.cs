using System.Text.RegularExpressions;

namespace TorchSharp.Siamese.Examples.Tests;

/// <summary>The commands of docs/your-own-images.md, run as they stand there, on made-up pictures and for fewer steps.</summary>
[NonParallelizable]
public partial class YourOwnImagesPageTests
{
    [Test]
    public void Commands_OfThePage_AllWork()
    {
        using var folder = new TemporaryFolder();
        PhotoFolder.Write(folder.File("photos"), classes: 4, perClass: 6);
        PhotoFolder.Write(folder.File("test"), classes: 4, perClass: 3, seed: 2);
        Directory.Move(folder.File("photos/kind 00"), folder.File("photos/granny-smith"));
        Directory.Move(folder.File("photos/kind 01"), folder.File("photos/royal-gala"));
        Directory.Move(folder.File("test/kind 00"), folder.File("test/granny-smith"));
        Directory.Move(folder.File("test/kind 01"), folder.File("test/royal-gala"));
        foreach (var kind in new[] { "granny-smith", "royal-gala" })
            File.Move(folder.File($"photos/{kind}/1.png"), folder.File($"photos/{kind}/1.jpg"));      // the content decides

        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "your-own-images.md"));
        var commands = BashBlock().Matches(page).SelectMany(block => block.Groups["code"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries)).ToArray();
        Assert.That(commands.Select(command => command.Split(' ')[1]), Is.EqualTo(new[] { "train", "compare", "search", "embed", "evaluate", "diagnose", "train" }));
        foreach (var command in commands)
        {
            Assert.That(command, Does.StartWith("./run.sh "));
            string[] words = [.. command.Replace("--minutes 10", "--steps 10").Split(' ').Skip(1)];
            var run = ProgramRun.In(folder.Path, "ImageFolder", [.. words, "--threads", "1"]);
            Assert.That(run.ExitCode, Is.Zero, $"{command}\n{run.Output}\n{run.Errors}");
        }
        Assert.That(folder.Names(), Does.Contain("model.siamese").And.Contain("nearest.png").And.Contain("photos.csv").And.Contain("training.checkpoint").And.Contain("report.html"));
    }

    [GeneratedRegex(@"```bash\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex BashBlock();
}
