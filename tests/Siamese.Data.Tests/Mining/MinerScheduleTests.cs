using TorchSharp.Siamese.Data.Mining;

namespace TorchSharp.Siamese.Data.Tests.Mining;

public class MinerScheduleTests
{
    private static readonly IMiner All = new BatchAllMiner(), SemiHard = new SemiHardMiner(), Hard = new BatchHardMiner();

    [Test]
    public void At_Epochs_MovesOnWhenTheyCome()
    {
        var schedule = new MinerSchedule([new MinerStage(All) { UntilEpoch = 2 }, new MinerStage(SemiHard) { UntilEpoch = 5 }, new MinerStage(Hard)]);
        Assert.That(Enumerable.Range(0, 7).Select(epoch => schedule.At(epoch, 0)), Is.EqualTo(new[] { All, All, SemiHard, SemiHard, SemiHard, Hard, Hard }));
        Assert.That(schedule.At(0, 0), Is.SameAs(Hard), "never back");
    }

    [Test]
    public void At_EpochsSkipped_PassesStagesOver()
    {
        var schedule = new MinerSchedule([new MinerStage(All) { UntilEpoch = 2 }, new MinerStage(SemiHard) { UntilEpoch = 5 }, new MinerStage(Hard)]);
        Assert.That(schedule.At(9, 0), Is.SameAs(Hard));
    }

    [Test]
    public void Record_FewActiveTuples_MovesOnOnceTheWindowIsFull()
    {
        var schedule = Shares(window: 3);
        schedule.Record(100, 0);
        schedule.Record(100, 90);
        Assert.That(schedule.Stage, Is.Zero, "two of three batches");
        schedule.Record(100, 60);
        Assert.That((schedule.Stage, schedule.ActiveShare), Is.EqualTo((0, 0.5)), "half is not below half");
        schedule.Record(100, 0);   // 0 leaves the window, 0 comes in
        Assert.That(schedule.Stage, Is.Zero);
        schedule.Record(100, 80);
        Assert.That(schedule.Stage, Is.EqualTo(1));
        Assert.That(schedule.ActiveShare, Is.NaN, "a new window");
    }

    [Test]
    public void State_SavedInMidWindow_GoesOnAsIfNotInterrupted()
    {
        var (whole, first) = (Shares(window: 4), Shares(window: 4));
        var random = new Random(7);
        var batches = Enumerable.Range(0, 40).Select(_ => (Tuples: 10L, Active: (long)random.Next(8))).ToArray();
        var stages = new List<int>();
        foreach (var (tuples, active) in batches)
        {
            whole.Record(tuples, active);
            stages.Add(whole.Stage);
        }
        Assert.That(stages.Distinct(), Is.EqualTo(new[] { 0, 1, 2 }), "the run shows nothing");
        for (var cut = 0; cut < batches.Length; cut++)
        {
            var resumed = Shares(window: 4);
            resumed.Load(MinerScheduleState.FromJson(first.State.ToJson()));
            for (var i = cut; i < batches.Length; i++)
            {
                resumed.Record(batches[i].Tuples, batches[i].Active);
                Assert.That(resumed.Stage, Is.EqualTo(stages[i]), $"batch {i}, resumed at {cut}");
            }
            first.Record(batches[cut].Tuples, batches[cut].Active);
        }
    }

    [Test]
    public void Load_StateOfAnother_IsRefused()
    {
        var one = new MinerSchedule([new MinerStage(All)]);
        Assert.That(Assert.Throws<InvalidDataException>(() => Shares(3).Load(one.State))!.Message, Is.EqualTo("Needs the state of a schedule of 3 stages, got one of 1."));
        Assert.That(Assert.Throws<InvalidDataException>(() => one.Load(one.State with { Stage = 1 }))!.Message, Does.StartWith("Needs a stage of 0 to 0"));
        Assert.Throws<InvalidDataException>(() => MinerScheduleState.FromJson("{}"));
        Assert.Throws<InvalidDataException>(() => MinerScheduleState.FromJson("null"));
    }

    [Test]
    public void Constructor_StagesThatMakeNoSense_AreNamed()
    {
        AssertNamed("Expected at least one stage, got none.");
        AssertNamed("Expected stage 0 of 2 to end by an epoch or a share of active tuples, got neither.", new MinerStage(All), new MinerStage(Hard));
        AssertNamed("Expected stage 1 to last beyond epoch 3, got 3.", new MinerStage(All) { UntilEpoch = 3 }, new MinerStage(Hard) { UntilEpoch = 3 });
        AssertNamed("Expected a share of 0 to 1, got 1.5.", new MinerStage(All) { UntilActiveShare = 1.5 }, new MinerStage(Hard));
        Assert.Throws<ArgumentOutOfRangeException>(() => Shares(3).Record(3, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => Shares(3).At(-1, 0));
    }

    private static MinerSchedule Shares(int window) => new(
        [new MinerStage(All) { UntilActiveShare = 0.5 }, new MinerStage(SemiHard) { UntilActiveShare = 0.3 }, new MinerStage(Hard)], window);

    private static void AssertNamed(string message, params MinerStage[] stages)
    {
        var error = Assert.Catch<ArgumentException>(() => _ = new MinerSchedule(stages));
        Assert.That(error!.ParamName, Is.EqualTo("stages"));
        Assert.That(error.Message, Does.StartWith(message));
    }
}
