using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Models.Insight;
using TorchSharp.Siamese.Models.Losses;
using TorchSharp.Siamese.Models.Training;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Insight;

/// <summary>Made-up steps, one thing wrong at a time; real trainings are in <see cref="BrokenTrainingTests"/>.</summary>
public class TrainingMonitorTests
{
    private const int Rows = 40, Width = 8;

    /// <summary>Batches of ten classes of four around places, which a caller may spoil.</summary>
    private static double[] Cloud(int step, double spread = 0.3, Func<int, int, double>? place = null)
    {
        var random = new CounterRandom(7);
        place ??= (c, d) => random.Fork((ulong)c).Unit((ulong)d) - 0.5;
        return [.. Enumerable.Range(0, Rows * Width).Select(i => place(i / Width % 10, i % Width) + spread * (random.Fork((ulong)(1000 + step)).Unit((ulong)i) - 0.5))];
    }

    private static TrainingStep Step(long step, Tensor embeddings, Tensor labels, double loss = 0.2, long tuples = 100, long active = 50) => new()
    {
        Step = step,
        Epoch = 0,
        Batch = (int)step - 1,
        Loss = loss,
        Losses = [],
        TupleCount = tuples,
        ActiveCount = active,
        LearningRate = 1e-3,
        ImageCount = Rows,
        TotalImageCount = Rows * step,
        Elapsed = TimeSpan.Zero,
        Embeddings = embeddings,
        Labels = labels,
        Ids = labels,
    };

    private static void Feed(TrainingMonitor monitor, int from, int to, Func<int, double[]>? rows = null, Func<int, long>? label = null,
        double loss = 0.2, long tuples = 100, long active = 50)
    {
        using var labels = tensor(Enumerable.Range(0, Rows).Select(label ?? (i => i % 10)).ToArray());
        for (var step = from; step <= to; step++)
        {
            using var embeddings = tensor((rows ?? (s => Cloud(s)))(step), [Rows, Width], ScalarType.Float32);
            monitor.OnStep(Step(step, embeddings, labels, loss, tuples, active));
        }
    }

    private static FindingCause[] Causes(TrainingMonitor monitor) => [.. monitor.Findings.Select(finding => finding.Cause)];

    [Test]
    public void OnStep_SoundSteps_FindNothingAndLeaveNothingAlive()
    {
        Assert.That(LeakCheck.LeftAlive(() =>
        {
            using var monitor = new TrainingMonitor();
            Feed(monitor, 1, 305);
            Assert.That(monitor.Findings, Is.Empty);
        }), Is.Zero);
    }

    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    public void OnStep_LossIsNoNumber_IsFoundAtTheNextLook(double loss)
    {
        using var monitor = new TrainingMonitor();
        Feed(monitor, 1, 10, loss: loss);
        Assert.That(Causes(monitor), Is.EqualTo(new[] { FindingCause.NotFinite }));
    }

    [Test]
    public void OnStep_OneJump_IsFoundOnlyIfItLasts()
    {
        using var odd = new TrainingMonitor();
        Feed(odd, 1, 40, s => [.. Cloud(s).Select(x => s == 20 ? 12 * x : x)]);
        using var shrunk = new TrainingMonitor(new TrainingMonitorOptions { Loss = new ContrastiveLoss(1) });
        Feed(shrunk, 1, 40, s => [.. Cloud(s).Select(x => s >= 20 ? x / 12 : x)]);
        Assert.That(odd.Findings, Is.Empty, "a single odd batch");
        Assert.That(Causes(shrunk), Is.EqualTo(new[] { FindingCause.LearningRateTooHigh }));
        Assert.That(shrunk.Findings[0].Evidence, Does.StartWith("up to step 21: the mean distance of two embeddings went from "));
    }

    [TestCase(5.0, false)]
    [TestCase(12.0, true)]
    public void OnStep_GrowsInOneStep_IsAJumpFromSixfoldOn(double times, bool found)
    {
        using var monitor = new TrainingMonitor(new TrainingMonitorOptions { Loss = new ContrastiveLoss(1) });
        Feed(monitor, 1, 40, s => [.. Cloud(s).Select(x => s >= 20 ? x * times : x)]);
        Assert.That(monitor.Findings.Select(finding => (finding.Cause, finding.Severity)), Is.EqualTo(found ? new[] { (FindingCause.LearningRateTooHigh, FindingSeverity.Warning) } : []));
    }

    [Test]
    public void OnStep_ThreefoldChange_IsNoJump()
    {
        using var monitor = new TrainingMonitor(new TrainingMonitorOptions { Loss = new ContrastiveLoss(1) });
        Feed(monitor, 1, 40, s => [.. Cloud(s).Select(x => s >= 20 ? x * 3 : x)]);
        Assert.That(monitor.Findings, Is.Empty);
    }

    [Test]
    public void OnStep_EvenGrowthAHundredfoldInTenSteps_IsFound()
    {
        using var monitor = new TrainingMonitor(new TrainingMonitorOptions { Loss = new ContrastiveLoss(1) });
        Feed(monitor, 1, 30, s => [.. Cloud(s).Select(x => x * Math.Pow(1.7, Math.Max(0, s - 10)))]);
        Assert.That(Causes(monitor), Is.EqualTo(new[] { FindingCause.LearningRateTooHigh }));
    }

    [Test]
    public void OnStep_LossRisesTenfold_IsFound()
    {
        using var monitor = new TrainingMonitor();
        Feed(monitor, 1, 20);
        Feed(monitor, 21, 30, loss: 2.1);
        Assert.That(Causes(monitor), Is.EqualTo(new[] { FindingCause.LearningRateTooHigh }));
        Assert.That(monitor.Findings[0].Evidence, Does.Contain("the loss rose from 0.2 to 2.1"));
    }

    [Test]
    public void OnStep_SlowlyFallsTogetherAndStays_IsCollapseOnce()
    {
        var told = new List<Finding>();
        using var monitor = new TrainingMonitor(new TrainingMonitorOptions { Loss = new ContrastiveLoss(1), Progress = new Collector<Finding>(told) });
        Feed(monitor, 1, 200, s => [.. Cloud(s).Select(x => x * Math.Pow(0.9, s))]);
        Assert.That(Causes(monitor), Is.EqualTo(new[] { FindingCause.Collapse }));
        Assert.That(told, Is.EqualTo(monitor.Findings));
    }

    [Test]
    public void OnStep_SmallForALittleWhile_IsNoCollapse()
    {
        using var monitor = new TrainingMonitor(new TrainingMonitorOptions { Loss = new ContrastiveLoss(1) });
        Feed(monitor, 1, 200, s => [.. Cloud(s).Select(x => x * Math.Pow(0.9, Math.Max(0, 40 - Math.Abs(s - 60))))]);
        Assert.That(monitor.Findings, Is.Empty);
    }

    [Test]
    public void OnStep_SmallAgainAndAgain_IsNoCollapse()
    {
        using var monitor = new TrainingMonitor(new TrainingMonitorOptions { Loss = new ContrastiveLoss(1) });
        Feed(monitor, 1, 300, s => [.. Cloud(s).Select(x => x * Math.Pow(0.85, Math.Max(0, 35 - Math.Abs(s % 75 - 37))))]);
        Assert.That(Causes(monitor), Has.None.EqualTo(FindingCause.Collapse));
    }

    [Test]
    public void OnStep_BornWithEqualEmbeddings_IsCollapse()
    {
        using var monitor = new TrainingMonitor();
        Feed(monitor, 1, 60, s => [.. Cloud(s).Select(x => 1 + 1e-5 * x)]);
        Assert.That(Causes(monitor), Does.Contain(FindingCause.Collapse));
    }

    [Test]
    public void OnStep_NoTuples_IsAFailure()
    {
        using var monitor = new TrainingMonitor();
        Feed(monitor, 1, 60, s => Cloud(s, spread: 2), tuples: 0, active: 0);
        Assert.That(Causes(monitor), Is.EqualTo(new[] { FindingCause.NoActiveTuples }));
        Assert.That(monitor.Findings[0].Severity, Is.EqualTo(FindingSeverity.Failure));
    }

    // Places with no spread are told apart fully; with a wide one they are not.
    [TestCase(0.01, FindingSeverity.Note)]
    [TestCase(2, FindingSeverity.Warning)]
    public void OnStep_NoActiveTuples_IsANoteWhereTheTaskIsSolved(double spread, FindingSeverity severity)
    {
        using var monitor = new TrainingMonitor();
        Feed(monitor, 1, 60, s => Cloud(s, spread), active: 0);
        Assert.That(Causes(monitor), Is.EqualTo(new[] { FindingCause.NoActiveTuples }));
        Assert.That(monitor.Findings[0].Severity, Is.EqualTo(severity));
    }

    [Test]
    public void OnStep_OneImageOfAClass_IsPairImbalance()
    {
        using var monitor = new TrainingMonitor();
        Feed(monitor, 1, 60, label: i => i);
        Assert.That(Causes(monitor), Is.EqualTo(new[] { FindingCause.PairImbalance }));
        Assert.That(monitor.Findings[0].Evidence, Does.StartWith("100.0 % of the images"));
    }

    [Test]
    public void OnStep_BatchesOfOneClass_ArePairImbalance()
    {
        using var monitor = new TrainingMonitor();
        using var one = tensor(new long[Rows]);
        using var two = ones(Rows, ScalarType.Int64);
        for (var step = 1; step <= 60; step++)
        {
            using var embeddings = tensor(Cloud(step), [Rows, Width], ScalarType.Float32);
            monitor.OnStep(Step(step, embeddings, step % 2 == 0 ? one : two));
        }
        Assert.That(Causes(monitor), Is.EqualTo(new[] { FindingCause.PairImbalance }));
    }

    [Test]
    public void OnStep_EmbeddingsOnALine_IsLowRank()
    {
        using var monitor = new TrainingMonitor(new TrainingMonitorOptions { Loss = new ContrastiveLoss(1) });
        Feed(monitor, 1, 160, s => Cloud(s, 0.02, (c, d) => c * (d + 1) * 0.1));
        Assert.That(Causes(monitor), Is.EqualTo(new[] { FindingCause.LowRank }));
    }

    [Test]
    public void OnStep_NothingIsTold_IsOverlapLate()
    {
        using var monitor = new TrainingMonitor();
        Feed(monitor, 1, 190, s => Cloud(s, 1, (_, _) => 0));
        Assert.That(monitor.Findings, Is.Empty);
        Feed(monitor, 191, 200, s => Cloud(s, 1, (_, _) => 0));
        Assert.That(Causes(monitor), Is.EqualTo(new[] { FindingCause.Overlap }));
    }

    [Test]
    public void OnStep_ThousandClassesSeenTwice_AreNotUneven()
    {
        using var monitor = new TrainingMonitor();
        for (var step = 1; step <= 50; step++)
        {
            using var embeddings = tensor(Cloud(step), [Rows, Width], ScalarType.Float32);
            using var labels = tensor(Enumerable.Range(0, Rows).Select(i => (long)((step * 20 + i / 2) % 1000)).ToArray());
            monitor.OnStep(Step(step, embeddings, labels));
        }
        Assert.That(monitor.Findings, Is.Empty);
    }

    // From 10 down to a third of it, and for how many steps.
    [TestCase(2.9, 100, true)]
    [TestCase(4.0, 100, false)]
    [TestCase(2.9, 8, false)]
    public void OnStep_ThrownTogether_IsFoundIfTheyStayTogether(double size, int steps, bool found)
    {
        using var monitor = new TrainingMonitor(new TrainingMonitorOptions { Margin = new LossMargin(new LpDistance(normalize: false), 1) });
        Feed(monitor, 1, 200, s => [.. Cloud(s).Select(x => x * (s > 30 && s <= 30 + steps ? size : 10))]);
        Assert.That(Causes(monitor), Is.EqualTo(found ? new[] { FindingCause.LearningRateTooHigh } : []));
    }

    [Test]
    public void OnStep_FallenTogetherFirst_NoiseOfWhatIsLeftIsNoJump()
    {
        using var monitor = new TrainingMonitor(new TrainingMonitorOptions { Loss = new ContrastiveLoss(1) });
        Feed(monitor, 1, 200, s => [.. Cloud(s).Select(x => x * Math.Max(1e-6, Math.Pow(0.8, s)) * (s > 100 && s % 10 > 5 ? 50 : 1))]);
        Assert.That(Causes(monitor), Is.EqualTo(new[] { FindingCause.Collapse }));
    }

    [TestCase(TrainingStopReason.NotFinite, FindingCause.LearningRateTooHigh)]
    [TestCase(TrainingStopReason.ImagesNotFinite, FindingCause.NotFinite)]
    [TestCase(TrainingStopReason.ExplodingGradient, FindingCause.LearningRateTooHigh)]
    [TestCase(TrainingStopReason.NoActiveTuples, FindingCause.NoActiveTuples)]
    public void OnStopped_SaysWhyWhereNothingWasFound(TrainingStopReason reason, FindingCause cause)
    {
        using var monitor = new TrainingMonitor();
        Feed(monitor, 1, 4);
        monitor.OnStopped(new TrainingStoppedException("Stopped.", 3, 7) { Reason = reason });
        Assert.That(Causes(monitor), Is.EqualTo(new[] { cause }));
        Assert.That(monitor.Findings[0].Evidence, Does.Contain("after 4 steps"));
        Assert.That(cause == FindingCause.NoActiveTuples || monitor.Findings[0].Evidence.Contains("batch 7 of epoch 3"));
    }

    [Test]
    public void OnStopped_LateAndWithoutGrowth_IsNotBlamedOnTheRate()
    {
        using var monitor = new TrainingMonitor();
        Feed(monitor, 1, 60);
        monitor.OnStopped(new TrainingStoppedException("Stopped.", 0, 60) { Reason = TrainingStopReason.NotFinite });
        Assert.That(Causes(monitor), Is.EqualTo(new[] { FindingCause.NotFinite }));
        using var grown = new TrainingMonitor();
        Feed(grown, 1, 60, s => [.. Cloud(s).Select(x => x * Math.Pow(1.05, s))]);
        grown.OnStopped(new TrainingStoppedException("Stopped.", 0, 60) { Reason = TrainingStopReason.NotFinite });
        Assert.That(Causes(grown), Is.EqualTo(new[] { FindingCause.LearningRateTooHigh }));
    }

    [Test]
    public void OnStopped_OfSomethingElse_SaysNothing()
    {
        using var monitor = new TrainingMonitor();
        Feed(monitor, 1, 4);
        monitor.OnStopped(new TrainingStoppedException("A loss of one's own has had enough.", 0, 4));
        Assert.That(monitor.Findings, Is.Empty);
    }

    // Rows of norm 1 by the network, which the distance knows nothing of: ten classes can be √(20/9) = 1.491 apart.
    [TestCase(1.49, false)]
    [TestCase(1.5, true)]
    public void OnStep_NetworkNormalises_MarginIsHeldAgainstItsSphere(double margin, bool found)
    {
        double[] OnSphere(int s) => [.. Cloud(s).Chunk(Width).SelectMany(row => row.Select(x => x / Math.Sqrt(row.Sum(y => y * y))))];
        using var monitor = new TrainingMonitor(new TrainingMonitorOptions { Margin = new LossMargin(new LpDistance(normalize: false), margin) });
        Feed(monitor, 1, 20, OnSphere);
        Assert.That(Causes(monitor), Is.EqualTo(found ? new[] { FindingCause.MarginTooLarge } : []));
        using var others = new TrainingMonitor(new TrainingMonitorOptions { Margin = new LossMargin(new LpDistance(normalize: false), margin) });
        Feed(others, 1, 20);
        Assert.That(others.Findings, Is.Empty, "other norms, no sphere");
    }

    // The norm of a row of the cloud is about 0.8.
    [TestCase(5.0, false)]
    [TestCase(20.0, true)]
    public void OnStep_MarginOfAnotherOrderThanTheFirstNorm_IsAWarning(double margin, bool found)
    {
        using var monitor = new TrainingMonitor(new TrainingMonitorOptions { Margin = new LossMargin(new LpDistance(normalize: false), margin) });
        Feed(monitor, 1, 20);
        Assert.That(monitor.Findings.Select(finding => (finding.Cause, finding.Severity)),
            Is.EqualTo(found ? new[] { (FindingCause.MarginTooLarge, FindingSeverity.Warning) } : []));
    }

    // Places that say nothing of classes, a loss of the margin 0.5 or a little off.
    [TestCase(0.51, 0.95, true)]
    [TestCase(0.55, 0.95, false)]
    [TestCase(0.51, 0.5, false)]
    public void OnStep_LossStuckAtTheMarginWhileGuessing_IsCollapse(double loss, double active, bool found)
    {
        double[] Guess(int s) => Cloud(s, spread: 1, place: (_, _) => 0);
        using var monitor = new TrainingMonitor(new TrainingMonitorOptions { Margin = new LossMargin(new LpDistance(), 0.5) });
        Feed(monitor, 1, 100, Guess, loss: loss, active: (long)(100 * active));
        Assert.That(Causes(monitor), Is.EqualTo(found ? new[] { FindingCause.Collapse } : []));
        using var told = new TrainingMonitor(new TrainingMonitorOptions { Margin = new LossMargin(new LpDistance(), 0.5) });
        Feed(told, 1, 100, loss: loss, active: (long)(100 * active));
        Assert.That(told.Findings, Is.Empty, "classes that are told apart");
    }

    // 40 images a step: 1 of class 9 in five steps, against 4 or 5 a step of each other.
    [Test]
    public void OnStep_OneScarceClass_IsANoteOnceItIsNoChance()
    {
        using var monitor = new TrainingMonitor();
        for (var step = 1; step <= 60; step++)
        {
            var each = step;
            Feed(monitor, step, step, label: i => i == 39 && each % 5 == 0 ? 9 : i % 9);
            if (step < 25)      // below a mean of 100 images a class
                Assert.That(monitor.Findings, Is.Empty);
        }
        Assert.That(monitor.Findings.Select(finding => (finding.Cause, finding.Severity)), Does.Contain((FindingCause.ClassImbalance, FindingSeverity.Note)));
    }

    [Test]
    public void LoadState_InTheMiddle_GoesOnAsIfNeverStopped()
    {
        double[] Falling(int s) => [.. Cloud(s).Select(x => x * Math.Pow(0.9, s))];
        TrainingMonitorOptions options = new() { Loss = new ContrastiveLoss(1) };
        using var whole = new TrainingMonitor(options);
        Feed(whole, 1, 200, Falling);
        for (var stop = 27; stop < 200; stop += 40)
        {
            using var first = new TrainingMonitor(options);
            Feed(first, 1, stop, Falling);
            using var state = new MemoryStream();
            first.SaveState(state);
            Assert.That(state.Length, Is.LessThan(10_000));
            using var second = new TrainingMonitor(options);
            state.Position = 0;
            second.LoadState(state);
            Feed(second, stop + 1, 200, Falling);
            Assert.That(second.Findings, Is.EqualTo(whole.Findings), $"stopped after {stop}");
        }
        Assert.That(whole.Findings, Is.Not.Empty);
    }

    [Test]
    public void LoadState_CutOrForeign_IsRefused()
    {
        using var monitor = new TrainingMonitor();
        Feed(monitor, 1, 20);
        using var state = new MemoryStream();
        monitor.SaveState(state);
        var bytes = state.ToArray();
        Assert.Throws<InvalidDataException>(() => monitor.LoadState(new MemoryStream(bytes[..(bytes.Length / 2)])));
        Assert.Throws<InvalidDataException>(() => monitor.LoadState(new MemoryStream(bytes[..3])));
        Assert.Throws<InvalidDataException>(() => monitor.LoadState(new MemoryStream([9, .. bytes[1..]])));
        Feed(monitor, 21, 30);   // still usable
        Assert.That(monitor.Findings, Is.Empty);
    }

    [Test]
    public void Options_OutOfRange_AreNamed()
    {
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => _ = new TrainingMonitorOptions { SampleEvery = 0 })!.ParamName, Is.EqualTo("SampleEvery"));
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => _ = new TrainingMonitorOptions { Patience = 9 })!.ParamName, Is.EqualTo("Patience"));
    }
}
