using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Loading;
using TorchSharp.Siamese.Models.Losses;
using TorchSharp.Siamese.Models.Memory;
using TorchSharp.Siamese.Models.Training;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Training;

/// <summary>A training that was stopped and goes on is the one that was not, in every bit.</summary>
public class ExactResumeTests
{
    private const int Epochs = TrainedInLives.Epochs;

    private static readonly Dictionary<string, LifeMaker> Trainings = new()
    {
        ["SGD with momentum, one cycle, hardest triplets"] = (t, options) =>
        {
            var optimizer = t.Own(optim.SGD(t.Encoder.parameters(), 0.05, momentum: 0.9, weight_decay: 1e-3, nesterov: true));
            return new(t.Encoder, [new TrainingLoss(t.Own(new TripletMarginLoss(0.3)), new BatchHardMiner())], optimizer, t.Loader(), options with
            {
                Scheduler = optim.lr_scheduler.OneCycleLR(optimizer, 0.1, total_steps: 6 * Epochs),
            });
        },
        ["Adam, cosine, cross-batch memory, average of weights, prefetching"] = (t, options) =>
        {
            var memory = t.Own(new CrossBatchMemory(new ContrastiveLoss(1.0), new CrossBatchMemoryOptions { Width = SmallTraining.Width, Capacity = 20, WarmUp = 2 }));
            var optimizer = t.Own(optim.Adam(t.Encoder.parameters(), 0.01, amsgrad: true));
            return new(t.Encoder, [new TrainingLoss(memory)], optimizer, t.Loader(workers: 2), options with
            {
                Scheduler = optim.lr_scheduler.CosineAnnealingLR(optimizer, 6 * Epochs),
                AverageDecay = 0.9,
                Evaluate = t.Evaluate,
                EvaluateEverySteps = 5,
            });
        },
        ["AdamW, steps by epoch, accumulation, clipping, miner schedule"] = (t, options) =>
        {
            var optimizer = t.Own(optim.AdamW(t.Encoder.parameters(), 0.01));
            var miner = new MinerSchedule([
                new MinerStage(new BatchAllMiner()) { UntilActiveShare = 0.99 },
                new MinerStage(new DistanceWeightedMiner(seed: 5)) { UntilEpoch = 2 },
                new MinerStage(new BatchHardMiner())], window: 4);
            return new(t.Encoder, [new TrainingLoss(t.Own(new TripletMarginLoss(0.5)), miner)], optimizer, t.Loader(), options with
            {
                Scheduler = optim.lr_scheduler.StepLR(optimizer, 2, 0.5),
                ScheduleBy = SchedulerTiming.EveryEpoch,
                Accumulation = 4,
                ClipNorm = 0.05,
            });
        },
        ["Adam, warm-up, gradient cache, two losses of which one learns"] = (t, options) =>
        {
            var proxies = t.Own(new ProxyAnchorLoss(SmallTraining.Classes, SmallTraining.Width));
            var optimizer = t.Own(optim.Adam([.. t.Encoder.parameters(), .. proxies.parameters()], 0.01));
            return new(t.Encoder, [new TrainingLoss(proxies) { Weight = 0.1 }, new TrainingLoss(t.Own(new NTXentLoss()))], optimizer, t.Loader(), options with
            {
                Scheduler = optim.lr_scheduler.LambdaLR(optimizer, step => Math.Min(1, (step + 1) / 10.0)),
                GradientCacheChunk = 3,
            });
        },
        ["RMSProp, plateau, triplets of a plan, best state watched"] = (t, options) =>
        {
            var optimizer = t.Own(optim.RMSProp(t.Encoder.parameters(), 0.01, momentum: 0.5));
            return new(t.Encoder, [new TrainingLoss(t.Own(new TripletMarginLoss(0.5)))], optimizer, t.Triplets(), options with
            {
                Scheduler = optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience: 0),
                ScheduleBy = SchedulerTiming.EveryEvaluation,
                Evaluate = t.Evaluate,
                EvaluateEverySteps = 3,
                Watch = new WatchedMetric("size", MetricDirection.Lower) { LeastGain = 1e-4 },
                MeasureGradientNorm = true,
            });
        },
        ["Adam, triplets of hard negatives found anew each epoch"] = (t, options) =>
        {
            var optimizer = t.Own(optim.Adam(t.Encoder.parameters(), 0.01));
            var store = t.Own(new HardNegativeStore(t.Labels, new HardNegativeOptions { RefreshEvery = 1, Ranks = new RankRange(1, 3) }));
            Loader<TupletBatch> Hard(int epoch, long step)
            {
                if (store.IsStale(step))
                {
                    using var scope = NewDisposeScope();
                    store.Refresh(randn(t.Labels.SampleCount, SmallTraining.Width), step);
                }
                return new TupletLoader(t.Source, new TripletListPlan(store.HardTriplets(7, epoch), t.Labels.SampleCount), 8);
            }
            return SiameseTrainer.OfEpochs(t.Encoder, [new TrainingLoss(t.Own(new TripletMarginLoss(0.5)))], optimizer, Hard, options with
            {
                Modules = new Dictionary<string, nn.Module> { ["store"] = store },
            });
        },
    };

    private static readonly string[] Names = [.. Trainings.Keys];

    [TestCaseSource(nameof(Names))]
    public void Resume_AfterStopsAnywhere_EqualsNeverHavingStopped(string name)
    {
        using var folder = new TemporaryFolder();
        var whole = TrainedInLives.Of(Trainings[name], folder.File("whole.ckpt"), []);
        var steps = whole.Steps.Count;
        // In mid-epoch, at the end of one, at neighbouring steps, at the last one: four lives and a fifth that has nothing left to do.
        var stopped = TrainedInLives.Of(Trainings[name], folder.File("stopped.ckpt"), [1, steps / 4 + 1, steps / 2, steps]);
        Assert.That(steps, Is.GreaterThanOrEqualTo(Epochs * 2));
        stopped.AssertEquals(whole);
        Assert.That(folder.Names(), Is.EqualTo(new[] { "stopped.ckpt", "whole.ckpt" }));
    }

    // What would go unnoticed if the encoder had nothing random: the generator is part of the state.
    [Test]
    public void Run_OtherStateOfTheGenerator_GivesOtherLosses()
    {
        using var folder = new TemporaryFolder();
        var make = Trainings.Values.First();
        var whole = TrainedInLives.Of(make, folder.File("a.ckpt"), []);
        var disturbed = TrainedInLives.Of(make, folder.File("b.ckpt"), [], disturb: true);
        Assert.That(disturbed.Steps[0], Is.EqualTo(whole.Steps[0]));
        Assert.That(disturbed.Steps[^1], Is.Not.EqualTo(whole.Steps[^1]));
    }
}
