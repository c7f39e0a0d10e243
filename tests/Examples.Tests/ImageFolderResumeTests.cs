namespace TorchSharp.Siamese.Examples.Tests;

/// <summary>A training that was stopped or killed ends as if it never had been.</summary>
[NonParallelizable]
public class ImageFolderResumeTests
{
    private const string Program = "ImageFolder";

    [TestCase("KILL", 137)]
    [TestCase("INT", 130)]
    public void Resume_AfterASignal_EndsWithTheSameModelByteForByte(string signal, int exitCode)
    {
        using var folder = new TemporaryFolder();
        PhotoFolder.Write(folder.File("photos"), classes: 5, perClass: 6);
        string[] Arguments(string target) => ["train", "--data", folder.File("photos"), "--out", folder.File(target), "--threads", "1"];

        var whole = ProgramRun.Of(Program, [.. Arguments("whole"), "--steps", "40", "--seed", "3"]);
        Assert.That(whole.ExitCode, Is.Zero, whole.Errors);
        var stopped = ProgramRun.Interrupted(Program, "step 12/40", signal, [.. Arguments("stopped"), "--steps", "40", "--seed", "3"]);
        Assert.That(stopped.ExitCode, Is.EqualTo(exitCode), stopped.Output);
        Assert.That(File.Exists(folder.File("stopped/model.siamese")), Is.False);
        if (signal == "INT")
            Assert.That(stopped.Errors, Does.Match(@"^Stopped after step \d+\. --resume goes on from '.*training\.checkpoint'\.\n$"));

        var resumed = ProgramRun.Of(Program, [.. Arguments("stopped"), "--resume"]);
        Assert.That(resumed.ExitCode, Is.Zero, resumed.Errors);
        Assert.That(resumed.Output, Does.Match(@"Goes on after step \d+ of 40\.").And.Contain("step 40/40"));
        Assert.That(File.ReadAllBytes(folder.File("stopped/model.siamese")), Is.EqualTo(File.ReadAllBytes(folder.File("whole/model.siamese"))));
    }

    [Test]
    public void Minutes_BecomeStepsOnce_AndResumeKeepsThem()
    {
        using var folder = new TemporaryFolder();
        PhotoFolder.Write(folder.File("photos"), classes: 4, perClass: 5);
        string[] arguments = ["train", "--data", folder.File("photos"), "--out", folder.File("out"), "--threads", "1"];
        var first = ProgramRun.Of(Program, [.. arguments, "--minutes", "0.02"]);
        Assert.That(first.ExitCode, Is.Zero, first.Errors);
        var said = System.Text.RegularExpressions.Regex.Match(first.Output, @"A step takes \d+ ms: (?<steps>[\d,]+) steps in 0\.02 minutes\.");
        Assert.That(said.Success, first.Output);
        var again = ProgramRun.Of(Program, [.. arguments, "--resume"]);
        Assert.That(again.ExitCode, Is.Zero, again.Errors);
        Assert.That(again.Output, Does.Contain($"Goes on after step {said.Groups["steps"].Value.Replace(",", "")} of ").And.Not.Contain("A step takes"));
    }

    [Test]
    public void Resume_OtherImages_IsRefused()
    {
        using var folder = new TemporaryFolder();
        PhotoFolder.Write(folder.File("photos"), classes: 4, perClass: 5);
        string[] arguments = ["train", "--data", folder.File("photos"), "--out", folder.File("out"), "--threads", "1"];
        Assert.That(ProgramRun.Of(Program, [.. arguments, "--steps", "2"]).ExitCode, Is.Zero);
        File.Copy(folder.File("photos/kind 00/0.png"), folder.File("photos/kind 00/new.png"));
        var run = ProgramRun.Of(Program, [.. arguments, "--resume"]);
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Errors, Does.StartWith($"error: --resume needs the images that the training in '{folder.File("out")}' began with"));
    }

    [Test]
    public void Resume_WhereNothingBegan_SaysSo()
    {
        using var folder = new TemporaryFolder();
        PhotoFolder.Write(folder.File("photos"), classes: 4, perClass: 5);
        var run = ProgramRun.Of(Program, "train", "--data", folder.File("photos"), "--out", folder.File("out"), "--resume");
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Errors, Does.StartWith($"error: --resume needs a training in '{folder.File("out")}', found no training.json there."));
    }

    [TestCase("--minutes=3")]
    [TestCase("--steps=3")]
    [TestCase("--seed=3")]
    [TestCase("--held-out=0.1")]
    public void Resume_WithAnOptionOfTheBeginning_IsAWrongCommandLine(string option)
    {
        var run = ProgramRun.Of(Program, "train", "--data", "photos", "--resume", option);
        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Errors, Does.Contain($"{option.Split('=')[0]} cannot be given with --resume: the training goes on with the options it began with."));
    }
}
