namespace TorchSharp.Siamese.Examples.Tests;

/// <summary>What every example owes to whoever types a command.</summary>
[TestFixture("Digits", "./run.sh digits")]
[TestFixture("Mnist", "./run.sh mnist")]
[Parallelizable]
public class OptionTests(string program, string command)
{
    [Test]
    public void Help_ListsUsageAndEveryCommonOption()
    {
        var run = ProgramRun.Of(program, "--help");
        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        Assert.That(run.Output, Does.Contain($"{command} [options]"));
        foreach (var option in (string[])["--epochs <N>", "--seed <N>", "--threads <N>", "--device <cpu|cuda>", "--json <FILE>", "--model <FILE>"])
            Assert.That(run.Output, Does.Contain(option));
    }

    [TestCase("--wrong", "Unrecognized command or argument '--wrong'.")]
    [TestCase("--epochs=none", "--epochs needs a whole number from 1 to 10000, got 'none'.")]
    [TestCase("--epochs=0", "--epochs needs a whole number from 1 to 10000, got '0'.")]
    [TestCase("--batch=0", "--batch needs a whole number from 1 to 1000000, got '0'.")]
    [TestCase("--seed=-1", "--seed needs a whole number from 0 to 9223372036854775807, got '-1'.")]
    [TestCase("--learning-rate=fast", "--learning-rate needs a number from ")]
    [TestCase("--device=tpu", "'tpu'")]
    public void Option_ThatCannotBe_IsNamedAndEndsWithCode2(string option, string message)
    {
        var run = ProgramRun.Of(program, option);
        Assert.That(run.Errors, Does.Contain(message).And.Contain($"{command} --help lists the options."));
        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Output, Is.Empty);
    }

    [Test]
    public void Device_CudaWhereThereIsNone_SaysSoAndEndsWithCode1()
    {
        if (torch.cuda.is_available())
            Assert.Ignore("This machine has CUDA.");
        var run = ProgramRun.Of(program, "--device", "cuda");
        Assert.That(run.Errors, Does.StartWith("error: --device cuda needs a CUDA device and a libtorch with CUDA, but torch sees none."));
        Assert.That(run.ExitCode, Is.EqualTo(1));
    }

    [TestCase("--json")]
    [TestCase("--model")]
    public void OutputFile_ThatCannotBeWritten_EndsBeforeTheTraining(string option)
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("a-file");
        File.WriteAllText(file, "");
        var run = ProgramRun.Of(program, option, Path.Combine(file, "result"));
        Assert.That(run.Errors, Does.StartWith($"error: {option} needs a file that can be written, got '{file}/result'"));
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Output, Does.Not.Contain("Epoch"));
    }
}
