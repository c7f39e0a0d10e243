using System.Text;
using System.Text.Json;
using TorchSharp.Siamese.Models.Logging;
using TorchSharp.Siamese.Models.Training;
using TorchSharp.Siamese.TestSupport;

namespace TorchSharp.Siamese.Models.Tests.Logging;

public class LogTests
{
    private static readonly string[] s_tables = ["steps.csv", "evaluations.csv", "epochs.csv"];

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void CsvLog_Steps_AreTheFiguresWithEmptyFieldsForWhatWasNotMeasured()
    {
        Play(new CsvLog(_folder.Path), 0);
        var lines = File.ReadAllLines(_folder.File("steps.csv"));
        Assert.That(lines, Has.Length.EqualTo(21));
        Assert.That(lines[0], Is.EqualTo("step,epoch,batch,loss,tuples,active,gradient_norm,learning_rate,images"));
        Assert.That(lines[2], Is.EqualTo("2,0,1,0.5,20,2,,0.001,8"));
        Assert.That(lines[7], Is.EqualTo("7,1,2,NaN,70,7,17.5,0.001,8"));
    }

    [Test]
    public void CsvLog_EvaluationsAndEpochs_AreTables()
    {
        Play(new CsvLog(_folder.Path), 0);
        Assert.That(File.ReadAllLines(_folder.File("evaluations.csv"))[..4], Is.EqualTo(new[]
        {
            "step,epoch,metric,value,best", "3,0,precision@1,0.53,1", "3,0,eer,0.25,1", "6,1,precision@1,0.56,0",
        }));
        Assert.That(File.ReadAllLines(_folder.File("epochs.csv"))[..2], Is.EqualTo(new[]
        {
            "step,epoch,batches,idle_batches,images,mean_loss,tuples,active", "4,0,4,1,32,1,400,28",
        }));
    }

    [Test]
    public void CsvLog_SeveralLosses_HaveColumnsOfTheirOwn()
    {
        Play(new CsvLog(_folder.Path), 0, lossCount: 2);
        var lines = File.ReadAllLines(_folder.File("steps.csv"));
        Assert.That(lines[0], Does.EndWith(",images,loss/triplet,tuples/triplet,active/triplet,\"loss/a, \"\"b\"\"\",\"tuples/a, \"\"b\"\"\",\"active/a, \"\"b\"\"\""));
        Assert.That(lines[4], Does.EndWith(",8,2,40,4,3,40,4"));
    }

    [Test]
    public void JsonLinesLog_EveryLine_IsAnObjectOfItsEvent()
    {
        Play(new JsonLinesLog(_folder.File("log.jsonl")), 0, lossCount: 2);
        var events = File.ReadAllLines(_folder.File("log.jsonl")).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.That(events.Take(5).Select(e => $"{e.GetProperty("event")} {e.GetProperty("step")}"),
            Is.EqualTo(new[] { "step 1", "step 2", "step 3", "evaluation 3", "step 4" }));
        Assert.That(events[1].GetRawText(), Is.EqualTo(
            """{"event":"step","step":2,"epoch":0,"batch":1,"loss":0.5,"tuples":20,"active":2,"learning_rate":0.001,"images":8,"losses":{"triplet":{"loss":1,"tuples":20,"active":2},"a, \"b\"":{"loss":2,"tuples":20,"active":2}}}"""));
        Assert.That(events[2].GetProperty("gradient_norm").GetDouble(), Is.EqualTo(7.5));
        Assert.That(events[3].GetRawText(), Is.EqualTo("""{"event":"evaluation","step":3,"epoch":0,"best":true,"metrics":{"precision@1":0.53,"eer":0.25}}"""));
        Assert.That(events[5].GetRawText(), Is.EqualTo("""{"event":"epoch","step":4,"epoch":0,"batches":4,"idle_batches":1,"images":32,"mean_loss":1,"tuples":400,"active":28}"""));
        Assert.That(events.Single(e => $"{e.GetProperty("event")} {e.GetProperty("step")}" == "step 7").GetProperty("loss").GetString(), Is.EqualTo("NaN"));
    }

    // Killed after every single callback, with half a line on the disk; then on from the last checkpoint, saved before or after
    // what else happens at its step.
    [Test]
    public void Logs_OfARunThatWasKilledAndWentOn_EqualThoseOfOneThatNeverStopped(
        [Values] bool epochFirst, [Values] bool checkpointFirst, [Values(1, 5)] int checkpointEvery)
    {
        Play(Csv("whole"), 0, epochFirst);
        Play(Json("whole"), 0, epochFirst);
        var count = PlayedTraining.After(0, epochFirst).Count();
        for (var killed = 0; killed <= count; killed++)
        {
            var (done, at) = Until(PlayedTraining.After(0, epochFirst), killed, checkpointEvery, checkpointFirst);
            foreach (var log in new ITrainingObserver[] { Csv("killed"), Json("killed") })
            {
                log.OnStart(PlayedTraining.Start(0));
                foreach (var callback in PlayedTraining.After(0, epochFirst).Take(killed))
                    callback(log);
                ((IDisposable)log).Dispose();
            }
            foreach (var file in Files("killed"))
                File.AppendAllText(file, new FileInfo(file).Length > 0 ? "99,0,pre" : file.EndsWith(".csv", StringComparison.Ordinal) ? "step," : "{\"ev");
            foreach (var log in new ITrainingObserver[] { Csv("killed"), Json("killed") })
            {
                log.OnStart(PlayedTraining.Start(at));
                foreach (var callback in PlayedTraining.After(0, epochFirst).Skip(done))
                    callback(log);
                ((IDisposable)log).Dispose();
            }
            Assert.That(Files("killed").Select(File.ReadAllText), Is.EqualTo(Files("whole").Select(File.ReadAllText)), $"killed after {killed} callbacks");
        }
    }

    [Test]
    public void Logs_BegunAnew_AreThoseOfTheNewTraining()
    {
        Play(Csv("whole"), 0);
        var whole = File.ReadAllText(_folder.File("whole/steps.csv"));
        var again = Csv("whole");
        again.OnStart(PlayedTraining.Start(0));
        PlayedTraining.Tell(again, 1);
        again.Dispose();
        Assert.That(File.ReadAllText(_folder.File("whole/steps.csv")), Is.EqualTo(string.Concat(whole.Split('\n')[..2].Select(line => line + "\n"))));
        Assert.That(File.ReadAllLines(_folder.File("whole/evaluations.csv")), Has.Length.EqualTo(1));
    }

    [Test]
    public void Logs_WithoutAStart_BeginWithWhatTheyAreTold()
    {
        using var log = new JsonLinesLog(_folder.File("log.jsonl"));
        PlayedTraining.Tell(log, 1);
        log.OnEvaluation(PlayedTraining.Evaluation(1));
        PlayedTraining.Tell(log, 2);
        log.Dispose();
        using var after = new JsonLinesLog(_folder.File("log.jsonl"));
        PlayedTraining.Tell(after, 2);
        after.Dispose();
        Assert.That(File.ReadAllLines(_folder.File("log.jsonl")).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("step").GetInt64()), Is.EqualTo(new[] { 1, 1, 2 }));
    }

    [TestCase("step,value\n1,2\n", ": needs a log that begins with 'step,epoch,batch,loss,', found 'step,value\n1,2\n'. Nothing was changed.")]
    [TestCase("my only copy", ": needs a log that begins with 'step,epoch,batch,loss,', found 'my only copy'. Nothing was changed.")]
    [TestCase("step,epoch,batch,loss,x\nand a sentence\n", ", line 2: needs a line of such a log, found 'and a sentence'. Nothing was changed.")]
    public void Logs_AFileOfSomethingElse_IsRefusedAndLeftAsItIs(string text, string reason)
    {
        var table = _folder.Write("steps.csv", Encoding.UTF8.GetBytes(text));
        using (var csv = new CsvLog(_folder.Path))
            Assert.That(Assert.Throws<InvalidDataException>(() => csv.OnStart(PlayedTraining.Start(0)))!.Message, Is.EqualTo($"'{table}'{reason}"));
        using (var json = new JsonLinesLog(table))
            Assert.That(Assert.Throws<InvalidDataException>(() => json.OnStart(PlayedTraining.Start(0)))!.Message, Does.Contain("needs a log that begins with '{\"event\":'"));
        Assert.That(File.ReadAllText(table), Is.EqualTo(text));
    }

    [Test]
    public void CsvLog_OfOtherLosses_IsRefused()
    {
        Play(Csv("run"), 0, lossCount: 2);
        using var log = Csv("run");
        log.OnStart(PlayedTraining.Start(5));
        var error = Assert.Throws<InvalidDataException>(() => PlayedTraining.Tell(log, 6));
        Assert.That(error!.Message, Does.Contain("needs the columns 'step,epoch,batch,loss,tuples,active,gradient_norm,learning_rate,images', found '"));
    }

    [Test]
    public void OnStep_AfterDispose_SaysSo([Values] bool json)
    {
        ITrainingObserver log = json ? Json("run") : Csv("run");
        ((IDisposable)log).Dispose();
        Assert.Throws<ObjectDisposedException>(() => PlayedTraining.Tell(log, 1));
        Assert.Throws<ObjectDisposedException>(() => log.OnStart(PlayedTraining.Start(0)));
    }

    // What a training that was killed after so many callbacks has behind it at its last checkpoint, and the step of that.
    private static (int Callbacks, long Step) Until(IEnumerable<Action<ITrainingObserver>> callbacks, int killed, int every, bool checkpointFirst)
    {
        var seen = new StepCount();
        var (count, last) = (0, (0, 0L));
        foreach (var callback in callbacks.Take(killed))
        {
            var before = seen.Step;
            callback(seen);
            if (!checkpointFirst && seen.Step > before && before % every == 0)
                last = (count, before);       // saved when all of the step before was told
            count++;
            if (checkpointFirst && seen.Step > before && seen.Step % every == 0)
                last = (count, seen.Step);
        }
        return last;
    }

    private static void Play(ITrainingObserver log, long from, bool epochFirst = false, int lossCount = 1)
    {
        log.OnStart(PlayedTraining.Start(from));
        foreach (var callback in PlayedTraining.After(from, epochFirst, lossCount))
            callback(log);
        log.OnCheckpoint(PlayedTraining.Steps);
        ((IDisposable)log).Dispose();
    }

    private CsvLog Csv(string run) => new CsvLog(_folder.File(run));

    private JsonLinesLog Json(string run) => new JsonLinesLog(Path.Combine(_folder.File(run), "log.jsonl"));

    private IEnumerable<string> Files(string run) => s_tables.Append("log.jsonl").Select(name => Path.Combine(_folder.File(run), name));

    private sealed class StepCount : ITrainingObserver
    {
        public long Step { get; private set; }

        public void OnStep(TrainingStep taken) => Step = taken.Step;
    }
}
