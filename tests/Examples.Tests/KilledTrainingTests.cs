using System.Text.Json;
using TorchSharp.Siamese.Models.Training;

namespace TorchSharp.Siamese.Examples.Tests;

/// <summary>Real trainings that are killed, stopped, or whose disk is full: nothing is lost, and the result is that of one that was not.</summary>
[Parallelizable(ParallelScope.Children)]
public class KilledTrainingTests
{
    private const int Kills = 20;

    // Two of five kills come while a checkpoint is written, one while the program starts or takes up its checkpoint, the others anywhere.
    [TestCase(1, 20, Kills)]
    [TestCase(2, 2, 3)]
    public void Run_KilledManyTimes_EqualsOneThatWasNot(int threads, int epochs, int kills)
    {
        using var folder = new TemporaryFolder();
        string[] options = ["--epochs", $"{epochs}", "--threads", $"{threads}", "--seed", "7"];
        var whole = ProgramRun.Of("Digits", [.. options, .. Files(folder, "whole")]);
        Assert.That(whole.ExitCode, Is.Zero, whole.Errors);
        var steps = Step(folder.File("whole.ckpt"));

        string[] killed = [.. options, .. Files(folder, "killed"), "--resume", "--checkpoint-every", "0.001"];
        var checkpoint = folder.File("killed.ckpt");
        var random = new Random(20);
        var inSaves = 0;
        for (var kill = 0; kill < kills; kill++)
        {
            var isLate = Step(checkpoint) > steps * 3 / 4;      // a fast machine is to have something left for the last life
            if (kill % 5 is 1 or 2)
                ProgramRun.KilledWhileWriting("Digits", checkpoint + ".part", isLate ? 1 : random.Next(1, 40), killed);
            else if (kill % 5 == 3)
                ProgramRun.KilledAfter("Digits", TimeSpan.FromMilliseconds(random.Next(1_000)), killed);
            else
                ProgramRun.Killed("Digits", checkpoint, TimeSpan.FromMilliseconds(isLate ? 0 : random.Next(60)), killed);
            inSaves += File.Exists(checkpoint + ".part") ? 1 : 0;
        }
        var done = Step(checkpoint);
        TestContext.Out.WriteLine($"{kills} kills, {inSaves} of them while a checkpoint was written; {done} of {steps} steps done.");
        Assert.That(done, Is.GreaterThan(0).And.LessThan(steps));
        var last = ProgramRun.Of("Digits", killed);
        Assert.That(last.ExitCode, Is.Zero, last.Errors);
        Assert.That(last.Output, Does.Contain("Going on after step "));
        Equal(folder, "whole", "killed");
        Assert.That(folder.Names(), Has.None.EndsWith(".part"));

        // Once more: there is nothing left to do, and nothing changes.
        var again = ProgramRun.Of("Digits", killed);
        Assert.That(again.ExitCode, Is.Zero, again.Errors);
        Assert.That(again.Output, Does.Contain(FormattableString.Invariant($"Going on after step {steps:#,0}, ")));
        Equal(folder, "whole", "killed");
    }

    [Test]
    public void Resume_KilledWhileTheFirstCheckpointWasWritten_BeginsAnew()
    {
        using var folder = new TemporaryFolder();
        string[] options = ["--epochs", "3", "--threads", "1", "--seed", "7"];
        var whole = ProgramRun.Of("Digits", [.. options, .. Files(folder, "whole")]);
        Assert.That(whole.ExitCode, Is.Zero, whole.Errors);

        string[] killed = [.. options, .. Files(folder, "killed"), "--resume", "--checkpoint-every", "0.001"];
        var (checkpoint, part) = (folder.File("killed.ckpt"), folder.File("killed.ckpt.part"));
        for (var attempt = 0; attempt < 4 && !(File.Exists(part) && !File.Exists(checkpoint)); attempt++)
        {
            File.Delete(checkpoint);
            ProgramRun.KilledWhileWriting("Digits", part, 1, killed);
        }
        TestContext.Out.WriteLine(File.Exists(part) ? $"{new FileInfo(part).Length} bytes of the first checkpoint were written." : "No kill came at the right moment.");
        if (!File.Exists(part))      // what such a kill leaves behind
            File.WriteAllBytes(part, File.ReadAllBytes(folder.File("whole.ckpt"))[..5_000]);
        File.Delete(checkpoint);

        var rest = ProgramRun.Of("Digits", killed);
        Assert.That(rest.ExitCode, Is.Zero, rest.Errors);
        Assert.That(rest.Output, Does.Contain($"No checkpoint at {checkpoint} yet: from the beginning."));
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

    [Test]
    public void Resume_DamagedOrForeignFile_IsOneSentenceAndLosesNothing()
    {
        using var folder = new TemporaryFolder();
        string[] options = ["--epochs", "1", "--threads", "1", .. Files(folder, "run")];
        Assert.That(ProgramRun.Of("Digits", options).ExitCode, Is.Zero);
        var (checkpoint, good) = (folder.File("run.ckpt"), File.ReadAllBytes(folder.File("run.ckpt")));
        byte[] flipped = [.. good];
        flipped[good.Length / 3] ^= 16;
        var cases = new (byte[] Bytes, string Message)[]
        {
            (good[..^1], "the checkpoint is damaged: it is cut off after "),
            ([], "the checkpoint is damaged: it is empty."),
            (flipped, "the checkpoint is damaged: the checksum of section '"),
            (File.ReadAllBytes(folder.File("run.dat")), "needs a checkpoint, found a file of another kind."),
        };
        foreach (var (bytes, message) in cases)
        {
            File.WriteAllBytes(checkpoint, bytes);
            var run = ProgramRun.Of("Digits", [.. options, "--resume"]);
            Assert.That(run.ExitCode, Is.EqualTo(1), message);
            Assert.That(run.Errors, Does.StartWith($"error: '{checkpoint}': {message}").And.Not.Contain("   at "));
            Assert.That(run.Errors.TrimEnd().Split('\n'), Has.Length.EqualTo(1));
            Assert.That(File.ReadAllBytes(checkpoint), Is.EqualTo(bytes), "what is left of it may be wanted");
        }
    }

    [TestCase("--log", "Needs a log that can be written, got '{0}/steps.csv': ")]
    [TestCase("--checkpoint", "Needs a file that can be written, got '{0}': ")]
    [TestCase("--report", "--report needs a file that can be written, got '{0}'")]
    public void Output_BelowAFile_IsNamedBeforeTheTraining(string option, string message)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("a-file"), "my only copy");
        var place = folder.File("a-file/run");
        var run = ProgramRun.Of("Digits", "--epochs", "1", "--model", folder.File("model.dat"), option, place);
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Errors, Does.StartWith($"error: {string.Format(System.Globalization.CultureInfo.InvariantCulture, message, place)}"));
        Assert.That(run.Errors.TrimEnd().Split('\n'), Has.Length.EqualTo(1));
        Assert.That(run.Output, Does.Not.Contain("Epoch"));
        Assert.That(File.ReadAllText(folder.File("a-file")), Is.EqualTo("my only copy"));
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
        if (!File.Exists(checkpoint))
            return 0;
        using var file = CheckpointFile.Open(checkpoint);      // whole, whenever it was killed
        using var state = JsonDocument.Parse(file.ReadAll("state"));
        return state.RootElement.GetProperty("Step").GetInt64();
    }
}
