using System.Text.Json;

namespace TorchSharp.Siamese.Examples.Tests;

[Parallelizable(ParallelScope.Children)]
public class DigitsTests
{
    [Test]
    public void Run_FewEpochs_SavesNetworkAndAllFigures()
    {
        using var folder = new TemporaryFolder();
        var run = ProgramRun.Of("Digits", "--epochs", "3", "--threads", "1", "--json", folder.File("figures.json"), "--model", folder.File("model.dat"));
        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        Assert.That(run.Output, Does.Contain("1,258 digits to train on, 539 held out").And.Contain("Epoch 3/3").And.Contain("1-NN accuracy"));
        Assert.That(folder.Names(), Is.EqualTo(new[] { "figures.json", "model.dat" }));
        Assert.That(run.Output, Does.Contain($"Network saved to {folder.File("model.dat")}"));

        var figures = JsonDocument.Parse(File.ReadAllText(folder.File("figures.json"))).RootElement;
        using var all = Assert.EnterMultipleScope();
        Assert.That(figures.EnumerateObject().Select(p => p.Name), Is.EqualTo(FigureKeys.Documented()));
        Assert.That(figures.GetProperty("knn_accuracy").GetDouble(), Is.InRange(0.9, 1));
        Assert.That(figures.GetProperty("auc").GetDouble(), Is.InRange(0.9, 1));
        Assert.That(figures.GetProperty("eer").GetDouble(), Is.InRange(0, 0.2));
        Assert.That(figures.GetProperty("pairs").GetInt64(), Is.EqualTo(2 * 14_261));
        Assert.That(figures.GetProperty("threshold").GetDouble(), Is.InRange(0, 2));
        Assert.That(figures.GetProperty("images_per_second").GetDouble(), Is.GreaterThan(0));
    }

    [Test]
    public void Run_WithReport_WritesOneOfTheHeldOutDigits()
    {
        using var folder = new TemporaryFolder();
        var run = ProgramRun.Of("Digits", "--epochs", "2", "--threads", "1", "--report", folder.File("report.html"), "--model", folder.File("model.dat"));
        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        Assert.That(run.Output, Does.EndWith($"Report saved to {folder.File("report.html")}"));
        var html = File.ReadAllText(folder.File("report.html"));
        Assert.That(html, Does.Contain("<h1>Digits, recipe &#39;own&#39;</h1>").And.Contain("id=\"curve-2\"").And.Contain("mean of an epoch").And.Contain("id=\"findings\"").And.Contain("539 of 539 images").And.Contain("id=\"worst\""));
    }

    [Test]
    public void Run_FarTooHighRate_ReportAndOutputNameIt()
    {
        using var folder = new TemporaryFolder();
        var run = ProgramRun.Of("Digits", "--epochs", "8", "--learning-rate", "10", "--threads", "1", "--report", folder.File("report.html"), "--model", folder.File("model.dat"));
        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        Assert.That(run.Output, Does.Contain("The learning rate is too high"));
        Assert.That(File.ReadAllText(folder.File("report.html")), Does.Contain("The learning rate is too high"));
    }

    [Test]
    public void Run_SameSeed_SameFigures()
    {
        using var folder = new TemporaryFolder();
        var figures = new[] { "first", "second" }.Select(name =>
        {
            var run = ProgramRun.Of("Digits", "--epochs", "1", "--threads", "1", "--seed", "7", "--json", folder.File(name), "--model", folder.File("model.dat"));
            Assert.That(run.ExitCode, Is.Zero, run.Errors);
            var json = JsonDocument.Parse(File.ReadAllText(folder.File(name))).RootElement;
            return (string[])[.. new[] { "loss", "knn_accuracy", "auc", "eer", "threshold" }.Select(key => json.GetProperty(key).GetRawText())];
        }).ToArray();
        Assert.That(figures[1], Is.EqualTo(figures[0]));
    }

    [TestCase("INT")]
    [TestCase("TERM")]
    public void Run_Signalled_EndsWithoutAFile(string signal)
    {
        using var folder = new TemporaryFolder();
        var run = ProgramRun.Interrupted(
            "Digits", "Epoch 1/", signal,
            "--epochs", "10000", "--threads", "1", "--json", folder.File("figures.json"), "--model", folder.File("model.dat"));
        Assert.That(run.ExitCode, Is.EqualTo(130), run.Errors);
        Assert.That(run.Errors, Does.StartWith("Stopped. Nothing was saved."));
        Assert.That(folder.Names(), Is.Empty);
    }

    [Test]
    public void Run_LossThatIsNoNumber_StopsAndNamesTheBatch()
    {
        using var folder = new TemporaryFolder();
        var run = ProgramRun.Of("Digits", "--learning-rate", "1e9", "--threads", "1", "--model", folder.File("model.dat"));
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Errors, Does.Match(@"^error: Expected finite embeddings, got NaN or infinity in batch \d+ of epoch \d+\."));
        Assert.That(folder.Names(), Is.Empty);
    }

    [TestCase("19", "--batch needs 20 (two images of each digit) to 1258 (all of them), got 19.")]
    [TestCase("1259", "--batch needs 20 (two images of each digit) to 1258 (all of them), got 1259.")]
    public void Run_BatchThatDoesNotFit_SaysWhatDoes(string size, string message)
    {
        using var folder = new TemporaryFolder();
        var run = ProgramRun.Of("Digits", "--batch", size, "--model", folder.File("model.dat"));
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Errors, Does.StartWith($"error: {message}"));
    }
}
