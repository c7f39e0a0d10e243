using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Models.Insight.Report;
using TorchSharp.Siamese.Models.Training;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Insight.Report;

public class CurveRecorderTests
{
    private static readonly Tensor Nothing = zeros(0);

    [OneTimeTearDown]
    public void DisposeNothing() => Nothing.Dispose();

    [Test]
    public void OnStep_AndTheOthers_MakeACurveForEachFigure()
    {
        var recorder = new CurveRecorder();
        recorder.OnStart(new TrainingStart { Step = 0, Epoch = 0, Batch = 0, TotalSteps = 4 });
        for (var step = 1; step <= 4; step++)
            recorder.OnStep(Step(step, loss: 1.0 / step, tuples: 8, active: 8 / step, rate: 0.1 * step, norm: step == 3 ? double.NaN : step));
        recorder.OnEpochEnd(new TrainingEpoch { Epoch = 0, Step = 4, BatchCount = 4, IdleBatchCount = 0, ImageCount = 40, MeanLoss = 0.52, TupleCount = 32, ActiveCount = 16, Elapsed = default });
        recorder.OnEvaluation(new TrainingEvaluation { Step = 4, Epoch = 0, Metrics = new Dictionary<string, double> { ["eer"] = 0.25 } });

        var curves = recorder.Curves.ToDictionary(curve => (curve.Chart, curve.Name), curve => curve.Points);
        Assert.That(curves[("loss", "every step")], Is.EqualTo(new CurvePoint[] { new(1, 1), new(2, 0.5), new(3, 1.0 / 3), new(4, 0.25) }));
        Assert.That(curves[("active tuples", "every step")].Select(p => p.Value), Is.EqualTo(new[] { 1, 0.5, 0.25, 0.25 }));
        Assert.That(curves[("learning rate", "every step")].Select(p => p.Value), Is.EqualTo(new[] { 0.1, 0.2, 0.3, 0.4 }).Within(1e-12));
        Assert.That(curves[("gradient norm", "every step")].Select(p => p.Step), Is.EqualTo(new[] { 1, 2, 4 }), "what was not measured is left out");
        Assert.That(curves[("loss", "mean of an epoch")], Is.EqualTo(new CurvePoint[] { new(4, 0.52) }));
        Assert.That(curves[("active tuples", "mean of an epoch")], Is.EqualTo(new CurvePoint[] { new(4, 0.5) }));
        Assert.That(curves[("eer", "evaluation")], Is.EqualTo(new CurvePoint[] { new(4, 0.25) }));
        Assert.That(curves, Has.Count.EqualTo(7));
    }

    [Test]
    public void OnStep_SeveralLosses_HaveACurveEach()
    {
        var recorder = new CurveRecorder();
        recorder.OnStep(Step(1, loss: 3, losses: [new("triplet", 1, 5, 5), new("arcface", 2, 5, 5)]));
        Assert.That(recorder.Curves.Where(curve => curve.Chart == "losses").Select(curve => (curve.Name, curve.Points[0].Value)), Is.EqualTo(new[] { ("triplet", 1.0), ("arcface", 2.0) }));
    }

    // 100,000 steps of noise between 0 and 1 with one spike and one dip, each of a single step.
    [Test]
    public void Add_ALongRun_KeepsItsExtremesInBoundedMemory()
    {
        var recorder = new CurveRecorder(200);
        var random = new CounterRandom(3);
        for (var step = 1; step <= 100_000; step++)
            recorder.Add("loss", "every step", step, step == 54_321 ? 9 : step == 70_007 ? -5 : random.Unit((ulong)step));
        var points = recorder.Curves.Single().Points;
        Assert.That(points, Has.Count.InRange(100, 201));
        Assert.That(points, Does.Contain(new CurvePoint(54_321, 9)));
        Assert.That(points, Does.Contain(new CurvePoint(70_007, -5)));
        Assert.That(points[0].Step, Is.EqualTo(1));
        Assert.That(points[^1], Is.EqualTo(new CurvePoint(100_000, random.Unit(100_000))));
        Assert.That(points.Select(p => p.Step), Is.Ordered.Ascending);
        Assert.That(points.Select(p => p.Step).Distinct().Count(), Is.EqualTo(points.Count));
        foreach (var tenth in points.GroupBy(p => (p.Step - 1) / 10_000))
            Assert.That(tenth.Count(), Is.GreaterThan(5), $"part {tenth.Key} of the run is drawn");
    }

    [TestCase(17)]
    [TestCase(500)]
    [TestCase(501)]
    public void LoadState_OfAnInterruptedRun_GoesOnAsIfItHadNotStopped(int stop)
    {
        var random = new CounterRandom(8);
        void Run(CurveRecorder recorder, int from, int to)
        {
            for (var step = from; step <= to; step++)
                recorder.Add("loss", "every step", step, random.Unit((ulong)step));
        }
        var whole = new CurveRecorder(40);
        Run(whole, 1, 1000);

        var (first, second) = (new CurveRecorder(40), new CurveRecorder(40));
        Run(first, 1, stop);
        using var state = new MemoryStream();
        first.SaveState(state);
        Run(first, stop + 1, stop + 100);       // what was noted after the checkpoint and lost
        state.Position = 0;
        second.LoadState(state);
        Assert.That(state.Position, Is.EqualTo(state.Length));
        second.OnStart(new TrainingStart { Step = stop, Epoch = 0, Batch = stop, TotalSteps = 1000 });
        Run(second, stop + 1, 1000);
        Assert.That(second.Curves.Single().Points, Is.EqualTo(whole.Curves.Single().Points));
    }

    [Test]
    public void OnStart_FromAnEarlierStep_ForgetsTheLater()
    {
        var recorder = new CurveRecorder();
        for (var step = 1; step <= 10; step++)
            recorder.Add("loss", "every step", step, step);
        recorder.OnStart(new TrainingStart { Step = 6, Epoch = 0, Batch = 6, TotalSteps = 10 });
        Assert.That(recorder.Curves.Single().Points[^1], Is.EqualTo(new CurvePoint(6, 6)));
        recorder.Add("loss", "every step", 7, 70);
        Assert.That(recorder.Curves.Single().Points[^1], Is.EqualTo(new CurvePoint(7, 70)));
    }

    [Test]
    public void Add_AnEarlierStep_IsRefused()
    {
        var recorder = new CurveRecorder();
        recorder.Add("loss", "every step", 5, 1);
        var error = Assert.Throws<ArgumentException>(() => recorder.Add("loss", "every step", 4, 1));
        Assert.That(error!.Message, Does.StartWith("Expected a step of at least 5, got 4 for 'every step' of 'loss'."));
        Assert.That(error.ParamName, Is.EqualTo("step"));
    }

    [Test]
    public void LoadState_CutOrForeign_IsRefusedAndChangesNothing()
    {
        var recorder = new CurveRecorder();
        recorder.Add("loss", "every step", 1, 1);
        using var state = new MemoryStream();
        recorder.SaveState(state);
        var bytes = state.ToArray();
        for (var length = 0; length < bytes.Length; length++)
        {
            using var cut = new MemoryStream(bytes[..length]);
            Assert.Throws<InvalidDataException>(() => recorder.LoadState(cut), $"cut to {length} bytes");
        }
        using var foreign = new MemoryStream([.. "something else altogether"u8]);
        Assert.Throws<InvalidDataException>(() => recorder.LoadState(foreign));
        using var other = new MemoryStream(bytes);
        Assert.That(Assert.Throws<InvalidDataException>(() => new CurveRecorder(50).LoadState(other))!.Message,
            Does.StartWith("Needs curves of format 1 of 50 points, got format 1, 2000 points, 1 curves."));
        Assert.That(recorder.Curves.Single().Points, Is.EqualTo(new CurvePoint[] { new(1, 1) }));
    }

    [Test]
    public void Curve_FallingSteps_AreRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => _ = new Curve("loss", "mine", [new(2, 0), new(1, 0)]));
        Assert.That(error!.Message, Does.StartWith("Expected steps that do not fall, got 2 and then 1."));
    }

    private static TrainingStep Step(
        long step, double loss, long tuples = 1, long active = 1, double rate = 0.1, double norm = double.NaN, TrainingLossFigures[]? losses = null) => new()
        {
            Step = step,
            Epoch = 0,
            Batch = (int)step - 1,
            Loss = loss,
            Losses = losses ?? [new("loss", loss, tuples, active)],
            TupleCount = tuples,
            ActiveCount = active,
            GradientNorm = norm,
            LearningRate = rate,
            ImageCount = 10,
            TotalImageCount = 10 * step,
            Elapsed = default,
            Embeddings = Nothing,
            Labels = Nothing,
            Ids = Nothing,
        };
}
