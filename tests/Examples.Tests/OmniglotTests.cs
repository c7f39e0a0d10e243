using System.IO.Compression;
using System.Text.Json;
using TorchSharp.Siamese.Models.Training;

namespace TorchSharp.Siamese.Examples.Tests;

[Parallelizable(ParallelScope.Children)]
public class OmniglotTests
{
    [Test]
    public void Run_AFewBatches_PrintsEveryFigureWithItsProtocolAndInterval()
    {
        var data = Repository.OmniglotOrSkip();
        using var folder = new TemporaryFolder();
        var run = ProgramRun.Of(
            "Omniglot", "--data", data, "--steps", "6", "--views", "1", "--precision", "full", "--threads", "2",
            "--json", folder.File("figures.json"), "--model", folder.File("model.dat"));
        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        var figures = JsonDocument.Parse(File.ReadAllText(folder.File("figures.json"))).RootElement;
        Assert.That(figures.GetProperty("steps").GetInt64(), Is.EqualTo(6));
        Assert.That(figures.GetProperty("precision").GetString(), Is.EqualTo("full"));
        Assert.That(figures.GetProperty("images").GetInt64(), Is.InRange(6 * 200, 6 * 256));
        var values = figures.GetProperty("figures").EnumerateArray().ToDictionary(figure => figure.GetProperty("key").GetString()!);
        Assert.That(values.Keys, Is.EqualTo(
            (string[])["lake_error", "within_error", "unstructured20_accuracy", "unstructured5_accuracy", "eer", "auc", "threshold_accuracy"]));
        foreach (var (key, figure) in values)
        {
            var value = figure.GetProperty("value").GetDouble();
            Assert.That(value, Is.InRange(figure.GetProperty("low").GetDouble(), figure.GetProperty("high").GetDouble()), key);
            Assert.That(run.Output, Does.Contain(figure.GetProperty("protocol").GetString()!), key);
        }
        // Guessing is right once in 20 and in 5 times, and AUC one half: even six batches are better than that.
        Assert.That(values["unstructured20_accuracy"].GetProperty("value").GetDouble(), Is.InRange(0.1, 1));
        Assert.That(values["auc"].GetProperty("value").GetDouble(), Is.InRange(0.55, 1));
        Assert.That(File.Exists(folder.File("model.dat")));
        AssertReport(run.Output, folder.File("report.html"));
        AssertModelCompares(folder, data);
    }

    private static void AssertReport(string output, string path)
    {
        Assert.That(output, Does.Contain($"Report saved to {path}"));
        var html = File.ReadAllText(path);
        foreach (var id in (string[])["findings", "verification", "map", "confusion", "worst", "run"])
            Assert.That(html, Does.Contain($"id=\"{id}\""), id);
        Assert.That(html, Does.Contain("13,180 images").And.Contain("Lake&#39;s 20 runs, error").And.Contain("every step").And.Contain("weight decay").Or.Contain("WeightDecay"));
    }

    // Two drawings of one character, and one of another alphabet, unpacked: the saved model tells black from white as the training did.
    private static void AssertModelCompares(TemporaryFolder folder, string data)
    {
        using var archive = ZipFile.OpenRead(Path.Combine(data, "images_evaluation.zip"));
        var drawings = archive.Entries.Where(entry => entry.Name.EndsWith(".png", StringComparison.Ordinal) && !entry.FullName.StartsWith("__", StringComparison.Ordinal))
            .OrderBy(entry => entry.FullName, StringComparer.Ordinal).ToList();
        foreach (var (name, entry) in new[] { ("a.png", drawings[0]), ("b.png", drawings[1]), ("c.png", drawings[^1]) })
            entry.ExtractToFile(folder.File(name));
        double Distance(string left, string right)
        {
            var run = ProgramRun.Of("ImageFolder", "compare", folder.File("model.siamese"), folder.File(left), folder.File(right), "--json", folder.File("compared.json"));
            Assert.That(run.ExitCode, Is.Zero, run.Errors);
            return JsonDocument.Parse(File.ReadAllText(folder.File("compared.json"))).RootElement.GetProperty("score").GetDouble();
        }
        Assert.That(Distance("a.png", "b.png"), Is.LessThan(Distance("a.png", "c.png")));
        Assert.That(Distance("a.png", "a.png"), Is.LessThan(1e-3));
    }

    [Test]
    public void Run_KilledTwentyTimes_EqualsOneThatWasNot()
    {
        var data = Repository.OmniglotOrSkip();
        using var folder = new TemporaryFolder();
        string[] options = ["--data", data, "--protocol", "koch", "--views", "1", "--precision", "full", "--threads", "1", "--seed", "5"];
        string[] Files(string name) => ["--model", folder.File(name + ".dat"), "--log", folder.File(name + ".log")];
        var whole = ProgramRun.Of("Omniglot", [.. options, "--steps", "60", .. Files("whole")]);
        Assert.That(whole.ExitCode, Is.Zero, whole.Errors);

        string[] killed = [.. options, .. Files("killed"), "--resume", "--checkpoint-every", "0.001"];
        var random = new Random(4);
        var (checkpoint, inSaves) = (folder.File("killed.ckpt"), 0);
        for (var kill = 0; kill < 20; kill++)
        {
            string[] arguments = Step(checkpoint) == 0 ? [.. killed, "--steps", "60"] : killed;      // then the length comes from the checkpoint
            var isLate = Step(checkpoint) > 2 * kill + 10;      // a life comes to about two steps, so that there is something left for the last one
            if (kill % 2 == 1)
                ProgramRun.KilledWhileWriting("Omniglot", checkpoint + ".part", isLate ? 1 : random.Next(1, 80), arguments);
            else
                ProgramRun.Killed("Omniglot", checkpoint, TimeSpan.FromMilliseconds(isLate ? 0 : random.Next(400)), arguments);
            inSaves += File.Exists(checkpoint + ".part") ? 1 : 0;
        }
        TestContext.Out.WriteLine($"20 kills, {inSaves} of them while a checkpoint was written; {Step(checkpoint)} of 60 steps done.");
        Assert.That(Step(checkpoint), Is.InRange(10, 59));
        // Without --steps: the length comes from the checkpoint.
        var last = ProgramRun.Of("Omniglot", killed);
        Assert.That(last.ExitCode, Is.Zero, last.Errors);
        Assert.That(last.Output, Does.Contain("Going on after step ").And.Contain("60 batches"));
        foreach (var file in (string[])[".dat", ".log/steps.csv"])
        {
            var bytes = File.ReadAllBytes(folder.File("whole" + file));
            Assert.That(bytes, Is.Not.Empty);
            Assert.That(File.ReadAllBytes(folder.File("killed" + file)), Is.EqualTo(bytes), file);
        }

        using (CheckpointFile left = CheckpointFile.Open(folder.File("whole.ckpt")), right = CheckpointFile.Open(checkpoint))
        {
            foreach (var section in left.Names.Where(section => section != "state"))
                Assert.That(right.ReadAll(section), Is.EqualTo(left.ReadAll(section)), section);
        }

        var other = ProgramRun.Of("Omniglot", [.. killed, "--steps", "61"]);
        Assert.That(other.ExitCode, Is.EqualTo(1));
        Assert.That(other.Errors, Does.Contain("'run.steps' is 60 there and 61 here"));
    }

    [Test]
    public void Koch_LeavesOutEightDrawers()
    {
        var data = Repository.OmniglotOrSkip();
        using var folder = new TemporaryFolder();
        var run = ProgramRun.Of(
            "Omniglot", "--data", data, "--protocol", "koch", "--steps", "1", "--views", "1", "--precision", "full", "--model", folder.File("model.dat"));
        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        // 964 characters, 12 drawers, 8 ways up.
        Assert.That(run.Output, Does.Contain("92,544 drawings to train on").And.Contain("drawers 17, 18, 19, 20").And.Contain("threshold from Koch's validation pairs"));
    }

    [Test]
    public void Data_MissingFolder_IsNamed()
    {
        using var folder = new TemporaryFolder();
        AssertFails(folder, folder.File("nowhere"), $"--data needs a folder with images_background.zip, images_evaluation.zip, all_runs.zip, packed or not, found nothing at '{folder.File("nowhere")}'.");
    }

    [Test]
    public void Data_WithoutTheArchives_SaysWhatIsMissing()
    {
        using var folder = new TemporaryFolder();
        AssertFails(folder, folder.Path, "found no images_background.zip and no folder images_background.");
    }

    [Test]
    public void Data_WithoutTheRuns_EndsBeforeTheTraining()
    {
        var data = Repository.OmniglotOrSkip();
        using var folder = new TemporaryFolder();
        foreach (var name in (string[])["images_background.zip", "images_evaluation.zip"])
            File.CreateSymbolicLink(folder.File(name), Path.Combine(data, name));
        AssertFails(folder, folder.Path, "found no all_runs.zip and no folder all_runs.");
    }

    [Test]
    public void Data_ArchiveThatIsNone_IsNamed()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("images_background.zip"), "this is no archive"u8.ToArray());
        AssertFails(folder, folder.Path, folder.File("images_background.zip"));
    }

    [Test]
    public void Data_ArchiveOfOtherFiles_IsNamed()
    {
        using var folder = new TemporaryFolder();
        using (var archive = ZipFile.Open(folder.File("images_background.zip"), ZipArchiveMode.Create))
            archive.CreateEntry("photos/cat/1.png").Open().Dispose();
        AssertFails(folder, folder.Path, folder.File("images_background.zip"));
    }

    [Test]
    public void Data_NeitherThereNorReachable_SaysWhatToDo()
    {
        using var folder = new TemporaryFolder();
        using var mirror = new Mirror(_ => null);
        var run = ProgramRun.Of(
            "Omniglot", new Dictionary<string, string> { ["XDG_CACHE_HOME"] = folder.Path }, "--mirror", mirror.Address, "--model", folder.File("model.dat"));
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Errors, Does.Contain(folder.Path).And.Contain("images_background.zip").And.Contain("404").And.Contain("./run.sh omniglot --data DIR"));
        Assert.That(mirror.Asked, Is.EqualTo((string[])["images_background.zip"]));
        Assert.That(folder.Names(), Has.None.Contains("part"));
    }

    [Test]
    public void Mirror_WithAnotherArchive_IsRefusedByItsSum()
    {
        using var folder = new TemporaryFolder();
        using var mirror = new Mirror(_ => "something else"u8.ToArray());
        var run = ProgramRun.Of(
            "Omniglot", new Dictionary<string, string> { ["XDG_CACHE_HOME"] = folder.Path }, "--mirror", mirror.Address, "--model", folder.File("model.dat"));
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Errors, Does.Contain("needs MD5 68d2efa1b9178cc56df9314c21c6e718"));
    }

    [TestCase("--protocol", "koch2", "'koch2'")]
    [TestCase("--steps", "0", "--steps needs a whole number from 1 to 100000000, got '0'.")]
    [TestCase("--minutes", "-1", "--minutes needs a number from 0.01 to 100000, got '-1'.")]
    [TestCase("--views", "10", "--views needs a whole number from 1 to 9, got '10'.")]
    [TestCase("--mirror", "here", "--mirror needs an address that begins with http:// or https://, got 'here'.")]
    public void Option_ThatCannotBe_IsNamedAndEndsWithCode2(string option, string value, string message)
    {
        var run = ProgramRun.Of("Omniglot", $"{option}={value}");
        Assert.That(run.Errors, Does.Contain(message).And.Contain("./run.sh omniglot --help lists the options."));
        Assert.That(run.ExitCode, Is.EqualTo(2));
    }

    [Test]
    public void MinutesAndSteps_Together_AreRefused()
    {
        var run = ProgramRun.Of("Omniglot", "--minutes", "1", "--steps", "5");
        Assert.That(run.Errors, Does.Contain("--minutes and --steps exclude each other"));
        Assert.That(run.ExitCode, Is.EqualTo(2));
    }

    private static long Step(string checkpoint)
    {
        if (!File.Exists(checkpoint))
            return 0;
        using var file = CheckpointFile.Open(checkpoint);      // whole, whenever it was killed
        using var state = JsonDocument.Parse(file.ReadAll("state"));
        return state.RootElement.GetProperty("Step").GetInt64();
    }

    private static void AssertFails(TemporaryFolder folder, string data, string message)
    {
        var run = ProgramRun.Of("Omniglot", "--data", data, "--steps", "1", "--model", folder.File("model.dat"));
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Errors, Does.StartWith("error: ").And.Contain(message).And.Not.Contain("   at "));
        Assert.That(run.Output, Does.Not.Contain("Epoch"));
    }
}
