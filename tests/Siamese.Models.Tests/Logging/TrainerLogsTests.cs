using System.Globalization;
using System.Text.Json;
using TorchSharp.Siamese.Models.Logging;
using TorchSharp.Siamese.Models.Training;
using TorchSharp.Siamese.TestSupport;

namespace TorchSharp.Siamese.Models.Tests.Logging;

/// <summary>The logs as a trainer writes them, in one life and in two.</summary>
public class TrainerLogsTests
{
    private static readonly string[] s_files = ["steps.csv", "evaluations.csv", "epochs.csv", "log.jsonl"];

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void Run_Tables_HoldEveryStepEvaluationAndEpochOnce()
    {
        var losses = LoggedTraining.Run(_folder.Path, resume: false);
        var steps = Rows("steps.csv");
        Assert.That(steps.Select(row => row[0]), Is.EqualTo(Enumerable.Range(1, LoggedTraining.Steps).Select(step => $"{step}")));
        foreach (var row in steps)
        {
            var loss = Number(row[3]);
            Assert.That(loss, Is.EqualTo(losses[long.Parse(row[0], CultureInfo.InvariantCulture)]), "every digit is there");
            // Columns 9 and 12 are the losses of the parts; the second has a weight of one half.
            Assert.That(Number(row[9]) + 0.5 * Number(row[12]), Is.EqualTo(loss).Within(1e-9));
            Assert.That(Number(row[6]), Is.GreaterThan(0));
        }
        // Every third step, and at the ends of the epochs after 6 steps, which are third ones too.
        Assert.That(Rows("evaluations.csv").Select(row => (row[0], row[2])), Is.EqualTo(new[] { ("3", "size"), ("6", "size"), ("9", "size"), ("12", "size") }));
        var epochs = Rows("epochs.csv");
        Assert.That(epochs.Select(row => (row[0], row[1], row[2], row[4])), Is.EqualTo(new[] { ("6", "0", "6", "48"), ("12", "1", "6", "48") }));
        Assert.That(Number(epochs[1][5]), Is.EqualTo(steps.Skip(6).Average(row => Number(row[3]))).Within(1e-9));
        var events = File.ReadLines(_folder.File("log.jsonl")).Select(line => JsonDocument.Parse(line).RootElement).Select(e => $"{e.GetProperty("event")} {e.GetProperty("step")}").ToList();
        Assert.That(events, Has.Count.EqualTo(18).And.Unique);
        Assert.That(events.Take(4), Is.EqualTo(new[] { "step 1", "step 2", "step 3", "evaluation 3" }));
    }

    // Before the first checkpoint, right after one, far after one, at the end of the epoch; with half a line left on the disk.
    [TestCase(2)]
    [TestCase(5)]
    [TestCase(7)]
    [TestCase(11)]
    public void Run_DiesAndGoesOn_HasTheLogsOfOneThatDidNot(long dies)
    {
        LoggedTraining.Run(_folder.File("whole"), resume: false);
        LoggedTraining.Run(_folder.File("died"), resume: false, dies);
        Assert.That(File.ReadAllLines(Path.Combine(_folder.File("died"), "steps.csv")), Has.Length.EqualTo(dies + 1), "each line is on the disk before the next step");
        foreach (var file in s_files.Select(name => Path.Combine(_folder.File("died"), name)))
            File.AppendAllText(file, !file.EndsWith(".csv", StringComparison.Ordinal) ? "{\"event\":\"st" : new FileInfo(file).Length > 0 ? "9,1,2,0." : "ste");
        LoggedTraining.Run(_folder.File("died"), resume: dies > 4);
        foreach (var file in s_files)
            Assert.That(File.ReadAllText(Path.Combine(_folder.File("died"), file)), Is.EqualTo(File.ReadAllText(Path.Combine(_folder.File("whole"), file))), file);
    }

    [Test]
    public void Run_DiesAndGoesOn_EventFilesHoldEveryStepOnceAfterWhatIsVoid()
    {
        LoggedTraining.Run(_folder.Path, resume: false, dies: 7);
        LoggedTraining.Run(_folder.Path, resume: true);
        var files = Directory.GetFiles(_folder.Path, "events.*").Order(StringComparer.Ordinal).Select(EventRecords.Read).ToList();
        Assert.That(files, Has.Count.EqualTo(2));
        // The second event says from where on all that came before is void: step 0, and, after a checkpoint at step 4, step 5.
        Assert.That(files.Select(events => events[1].Int(2)), Is.EqualTo(new[] { 0L, 5L }));
        IEnumerable<long> StepsOf(int file) => files[file].Where(e => e.Has(5) && e.Message(5).Message(1).Text(1) == "train/loss").Select(e => e.Int(2));
        Assert.That(StepsOf(0), Is.EqualTo(Enumerable.Range(1, 7).Select(step => (long)step)));
        Assert.That(StepsOf(1), Is.EqualTo(Enumerable.Range(5, 8).Select(step => (long)step)));
    }

    [Test]
    public void Run_AnewWithOtherLosses_BeginsTheTableAnew()
    {
        using (var log = new CsvLog(_folder.Path))
        {
            log.OnStart(PlayedTraining.Start(0));
            PlayedTraining.Tell(log, 1);
        }
        LoggedTraining.Run(_folder.Path, resume: false);
        Assert.That(File.ReadLines(_folder.File("steps.csv")).First(), Does.EndWith("active/TripletMarginLoss,\"loss/all, \"\"every\"\"\",\"tuples/all, \"\"every\"\"\",\"active/all, \"\"every\"\"\""));
        Assert.That(Rows("steps.csv"), Has.Count.EqualTo(LoggedTraining.Steps));
    }

    [TestCase("csv", "/run/steps.csv")]
    [TestCase("json", "/run")]
    [TestCase("board", "/run")]
    public void OnStart_PlaceBelowAFile_IsNamed(string kind, string place)
    {
        var file = _folder.Write("a-file", "my only copy"u8);
        ITrainingObserver log = kind switch
        {
            "csv" => new CsvLog(file + "/run"),
            "json" => new JsonLinesLog(file + "/run"),
            _ => new TensorBoardLog(file + "/run"),
        };
        var error = Assert.Throws<IOException>(() => log.OnStart(PlayedTraining.Start(0)));
        Assert.That(error!.Message, Does.Match("^Needs a (log|folder for TensorBoard's files) that can be written, got '").And.Contain($"'{file}{place}': "));
        ((IDisposable)log).Dispose();
        Assert.That(File.ReadAllText(file), Is.EqualTo("my only copy"));
    }

    private List<string[]> Rows(string name) => [.. File.ReadLines(_folder.File(name)).Skip(1).Select(line => line.Split(','))];

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
