using System.Text.Json;
using TorchSharp.Siamese.Models.Training;

namespace TorchSharp.Siamese.Examples.Tests;

/// <summary>Real trainings that are killed, stopped, or whose disk is full: nothing is lost, and the result is that of one that was not.</summary>
[Parallelizable(ParallelScope.Children)]
public class KilledTrainingTests
{
    private const int Kills = 20;

    // Checkpoints follow each other so closely that many of the kills hit one being written.
    [Test]
    public void Run_KilledTwentyTimes_EqualsOneThatWasNot()
    {
        using var folder = new TemporaryFolder();
        string[] options = ["--epochs", "40", "--threads", "1", "--seed", "7"];
        var whole = ProgramRun.Of("Digits", [.. options, .. Files(folder, "whole")]);
        Assert.That(whole.ExitCode, Is.Zero, whole.Errors);

        string[] killed = [.. options, .. Files(folder, "killed"), "--resume", "--checkpoint-every", "0.001"];
        var random = new Random(20);
        var (kills, inSaves) = (0, 0);
        while (kills < Kills)
        {
            ProgramRun.Killed("Digits", folder.File("killed.ckpt"), TimeSpan.FromMilliseconds(random.Next(60)), killed);
            kills++;
            inSaves += File.Exists(folder.File("killed.ckpt.part")) ? 1 : 0;
            if (Step(folder.File("killed.ckpt")) > 500)
                break;      // a fast machine was nearly through; the last life is to have something left
        }
        TestContext.Out.WriteLine($"{kills} kills, {inSaves} of them while a checkpoint was written.");
        var last = ProgramRun.Of("Digits", killed);
        Assert.That(last.ExitCode, Is.Zero, last.Errors);
        Assert.That(last.Output, Does.Contain("Going on after step "));

        Assert.That(kills, Is.GreaterThanOrEqualTo(Kills / 2));
        Equal(folder, "whole", "killed");
        Assert.That(folder.Names(), Has.None.EndsWith(".part"));
    }

    [TestCase("INT")]
    [TestCase("TERM")]
    public void Run_SignalledWithACheckpoint_GoesOnFromThere(string signal)
    {
        using var folder = new TemporaryFolder();
        string[] options = ["--epochs", "6", "--threads", "1", "--seed", "7"];
        var whole = ProgramRun.Of("Digits", [.. options, .. Files(folder, "whole")]);
        Assert.That(whole.ExitCode, Is.Zero, whole.Errors);
        var stopped = ProgramRun.Interrupted("Digits", "Epoch 2/", signal, [.. options, .. Files(folder, "stopped")]);
        Assert.That(stopped.ExitCode, Is.EqualTo(130), stopped.Errors);
        Assert.That(stopped.Errors, Does.Match($@"^Stopped after step \d+\. --resume goes on from '{folder.File("stopped.ckpt")}'\."));
        var rest = ProgramRun.Of("Digits", [.. options, .. Files(folder, "stopped"), "--resume"]);
        Assert.That(rest.ExitCode, Is.Zero, rest.Errors);
        Equal(folder, "whole", "stopped");
    }

    // The limit on a file's size stands for a full disk: the system refuses the write in the middle of it.
    [Test]
    public void Run_DiskIsFullWhileSaving_KeepsTheLastCheckpoint()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Ignore("The limit is set as on Linux.");
        using var folder = new TemporaryFolder();
        string[] options = ["--epochs", "4", "--threads", "1", "--seed", "7"];
        var stopped = ProgramRun.Interrupted("Digits", "Epoch 2/", "INT", [.. options, .. Files(folder, "run")]);
        Assert.That(stopped.ExitCode, Is.EqualTo(130), stopped.Errors);
        var before = File.ReadAllBytes(folder.File("run.ckpt"));

        var full = ProgramRun.WithFileLimit("Digits", before.Length / 2048, [.. options, .. Files(folder, "run"), "--resume", "--checkpoint-every", "0.001"]);
        Assert.That(full.ExitCode, Is.EqualTo(1), full.Output);
        Assert.That(full.Errors, Does.StartWith($"error: Could not write '{folder.File("run.ckpt")}'; what was saved there before is not touched."));
        Assert.That(File.ReadAllBytes(folder.File("run.ckpt")), Is.EqualTo(before));
        Assert.That(folder.Names(), Has.None.EndsWith(".part"));

        var whole = ProgramRun.Of("Digits", [.. options, .. Files(folder, "whole")]);
        var rest = ProgramRun.Of("Digits", [.. options, .. Files(folder, "run"), "--resume"]);
        Assert.That((whole.ExitCode, rest.ExitCode), Is.EqualTo((0, 0)), rest.Errors);
        Equal(folder, "whole", "run");
    }

    [Test]
    public void Resume_CheckpointOfOtherOptions_SaysWhichAndKeepsIt()
    {
        using var folder = new TemporaryFolder();
        var first = ProgramRun.Of("Digits", ["--epochs", "1", "--threads", "1", .. Files(folder, "run")]);
        Assert.That(first.ExitCode, Is.Zero, first.Errors);
        var before = File.ReadAllBytes(folder.File("run.ckpt"));
        foreach (var (option, value, message) in new[] { ("--margin", "0.3", "'losses[0].loss.margin' is 0.2 there and 0.3 here"), ("--seed", "2", "'run.seed' is 1 there and 2 here") })
        {
            var run = ProgramRun.Of("Digits", ["--epochs", "1", "--threads", "1", option, value, "--resume", .. Files(folder, "run")]);
            Assert.That(run.ExitCode, Is.EqualTo(1));
            Assert.That(run.Errors, Does.StartWith($"error: '{folder.File("run.ckpt")}': needs a checkpoint of a training with the same options").And.Contain(message));
        }
        Assert.That(File.ReadAllBytes(folder.File("run.ckpt")), Is.EqualTo(before));
    }

    private static string[] Files(TemporaryFolder folder, string name)
        => ["--model", folder.File(name + ".dat"), "--json", folder.File(name + ".json"), "--checkpoint", folder.File(name + ".ckpt"), "--log", folder.File(name + ".log")];

    /// <summary>Final network, losses of all steps, figures but for times, and the whole state of the training.</summary>
    private static void Equal(TemporaryFolder folder, string left, string right)
    {
        foreach (var file in (string[])[".dat", ".log/steps.csv", ".log/epochs.csv"])
        {
            var bytes = File.ReadAllBytes(folder.File(left + file));
            Assert.That(bytes, Is.Not.Empty);
            Assert.That(File.ReadAllBytes(folder.File(right + file)), Is.EqualTo(bytes), file);
        }
        using JsonDocument one = JsonDocument.Parse(File.ReadAllText(folder.File(left + ".json"))), other = JsonDocument.Parse(File.ReadAllText(folder.File(right + ".json")));
        foreach (var figure in one.RootElement.EnumerateObject().Where(figure => !figure.Name.Contains("second", StringComparison.Ordinal) && figure.Name != "model"))
            Assert.That(other.RootElement.GetProperty(figure.Name).GetRawText(), Is.EqualTo(figure.Value.GetRawText()), figure.Name);
        using CheckpointFile first = CheckpointFile.Open(folder.File(left + ".ckpt")), second = CheckpointFile.Open(folder.File(right + ".ckpt"));
        foreach (var section in first.Names.Where(section => section != "state"))
            Assert.That(second.ReadAll(section), Is.EqualTo(first.ReadAll(section)), section);
    }

    private static long Step(string checkpoint)
    {
        using var file = CheckpointFile.Open(checkpoint);      // whole, whenever it was killed
        using var state = JsonDocument.Parse(file.ReadAll("state"));
        return state.RootElement.GetProperty("Step").GetInt64();
    }
}
