using TorchSharp.Siamese.Data.Loading;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Tuples;
using TorchSharp.Siamese.Models.Losses;
using TorchSharp.Siamese.Models.Memory;
using TorchSharp.Siamese.Models.Training;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;
using AdamW = TorchSharp.Modules.AdamW;
using Parameter = TorchSharp.Modules.Parameter;
using Rates = TorchSharp.torch.optim.lr_scheduler;

namespace TorchSharp.Siamese.Models.Tests.Training;

/// <summary>Every scheduler, every optimiser, losses with a state of their own, every kind of plan: stopped twice is as never stopped.</summary>
public class ResumeVariantsTests
{
    private const int Steps = 6 * TrainedInLives.Epochs;

    private static readonly Dictionary<string, Func<optim.Optimizer, Rates.LRScheduler>> Schedulers = new()
    {
        ["StepLR"] = o => Rates.StepLR(o, 2, 0.7),
        ["LambdaLR"] = o => Rates.LambdaLR(o, step => 1.0 / (1 + step)),
        ["MultiStepLR"] = o => Rates.MultiStepLR(o, [2, 5, 9], 0.5),
        ["PolynomialLR"] = o => Rates.PolynomialLR(o, 12, 2),
        ["MultiplicativeLR"] = o => Rates.MultiplicativeLR(o, _ => 0.9),
        ["ExponentialLR"] = o => Rates.ExponentialLR(o, 0.9),
        ["ConstantLR"] = o => Rates.ConstantLR(o, 0.5, 4),
        ["LinearLR"] = o => Rates.LinearLR(o, 0.2, 1, 7),
        ["CosineAnnealingLR"] = o => Rates.CosineAnnealingLR(o, 10),
        ["OneCycleLR"] = o => Rates.OneCycleLR(o, 0.05, total_steps: Steps),
        ["CyclicLR"] = o => Rates.CyclicLR(o, 0.001, 0.05, 3),
        ["SequentialLR"] = o => Rates.SequentialLR(o, [Rates.LinearLR(o, 0.1, 1, 4), Rates.CosineAnnealingLR(o, 12)], [4]),
        ["ChainedLR"] = o => Rates.ChainedLR([Rates.ConstantLR(o, 0.5, 4), Rates.ExponentialLR(o, 0.95)]),
        ["ReduceLROnPlateau"] = o => Rates.ReduceLROnPlateau(o, factor: 0.5, patience: 1),
    };

    private static readonly Dictionary<string, Func<IEnumerable<Parameter>, optim.Optimizer>> Optimizers = new()
    {
        ["SGD with dampening"] = p => optim.SGD(p, 0.05, momentum: 0.9, dampening: 0.1, weight_decay: 1e-3),
        ["Adam"] = p => optim.Adam(p, 0.01, weight_decay: 0.1),
        ["AdamW of two groups"] = p => optim.AdamW(
            [new AdamW.ParamGroup(p.Where(x => x.dim() > 1), new AdamW.Options { weight_decay = 0.1 }), new AdamW.ParamGroup(p.Where(x => x.dim() <= 1), new AdamW.Options { weight_decay = 0 })], 0.01),
        ["RMSProp, centred"] = p => optim.RMSProp(p, 0.01, momentum: 0.5, centered: true),
        ["Adagrad"] = p => optim.Adagrad(p, 0.05, lr_decay: 0.1, initial_accumulator_value: 0.3),
    };

    private static readonly Dictionary<string, Func<TrainingLoss>> Losses = new()
    {
        ["class means that are learnt"] = () => new(new CenterLoss(SmallTraining.Classes, SmallTraining.Width)),
        ["a margin that follows the batches"] = () => new(new DynamicSoftMarginLoss()),
        ["a boundary that is learnt"] = () => new(new MarginLoss(new MarginLossOptions { Boundary = MarginBoundary.Learnt })),
        ["several centres a class"] = () => new(new SubCenterArcFaceLoss(SmallTraining.Classes, SmallTraining.Width)),
        ["a queue a class"] = () => new(new CrossBatchMemory(new ContrastiveLoss(), new CrossBatchMemoryOptions { Width = SmallTraining.Width, Capacity = 5, Classes = SmallTraining.Classes })),
        ["a queue whose own miner draws"] = () => new(new CrossBatchMemory(new TripletMarginLoss(0.3), new CrossBatchMemoryOptions { Width = SmallTraining.Width, Capacity = 20, Miner = new DistanceWeightedMiner(seed: 2) })),
        ["a queue whose own miner moves on"] = () => new(new CrossBatchMemory(new ContrastiveLoss(), new CrossBatchMemoryOptions
        {
            Width = SmallTraining.Width,
            Capacity = 20,
            Miner = new MinerSchedule([new MinerStage(new PairMarginMiner()) { UntilActiveShare = 0.99 }, new MinerStage(new MultiSimilarityMiner())], window: 3),
        })),
    };

    private static readonly Dictionary<string, Func<SmallTraining, TupletLoader>> Plans = new()
    {
        ["pairs"] = t => new(t.Source, new PairPlan(t.Labels, new PairPlanOptions { Seed = 4, EpochLength = 33 }), 6),
        ["tuplets"] = t => new(t.Source, new TupletPlan(t.Labels, new TupletPlanOptions { Seed = 4, EpochLength = 20, Positives = 2, Negatives = 3 }), 6),
        ["the second of two shards, prefetched"] = t => new(t.Source, new ShardedPlan<SamplePair>(new PairPlan(t.Labels, new PairPlanOptions { Seed = 4, EpochLength = 33 }), 1, 2), 4, options: new LoaderOptions { Workers = 2 }),
    };

    private static IEnumerable<TestCaseData> SchedulerCases => Schedulers.Keys.SelectMany(name => Enum.GetValues<SchedulerTiming>()
        .Where(timing => name != "ReduceLROnPlateau" || timing == SchedulerTiming.EveryEvaluation).Select(timing => new TestCaseData(name, timing)));

    private static IEnumerable<string> OptimizerNames => Optimizers.Keys;

    private static IEnumerable<string> LossNames => Losses.Keys;

    private static IEnumerable<string> PlanNames => Plans.Keys;

    [TestCaseSource(nameof(SchedulerCases))]
    public void Resume_WithAScheduler_GoesOnAtItsRates(string name, SchedulerTiming timing) => AssertExact((t, options) =>
    {
        var optimizer = t.Own(optim.SGD(t.Encoder.parameters(), 0.02, momentum: 0.9));
        return new(t.Encoder, [new TrainingLoss(t.Own(new TripletMarginLoss(0.3)), new BatchHardMiner())], optimizer, t.Loader(), options with
        {
            Scheduler = Schedulers[name](optimizer),
            ScheduleBy = timing,
            Evaluate = t.Evaluate,
            EvaluateEverySteps = 2,
            Watch = new WatchedMetric("size", MetricDirection.Lower),
        });
    });

    [TestCaseSource(nameof(OptimizerNames))]
    public void Resume_WithAnOptimizer_GoesOnWithItsState(string name) => AssertExact((t, options) =>
        new(t.Encoder, [new TrainingLoss(t.Own(new SupConLoss()))], t.Own(Optimizers[name]([.. t.Encoder.parameters()])), t.Loader(), options with { ClipNorm = 1, AverageDecay = 0.9 }));

    [TestCaseSource(nameof(LossNames))]
    public void Resume_WithALossThatHasAState_GoesOnWithIt(string name) => AssertExact((t, options) =>
    {
        var loss = Losses[name]();
        t.Own(loss.Module!);
        return new(t.Encoder, [loss], t.Own(optim.Adam([.. t.Encoder.parameters(), .. loss.Module!.parameters()], 0.01)), t.Loader(), options with { Accumulation = 2, GradientCacheChunk = 3 });
    });

    [TestCaseSource(nameof(PlanNames))]
    public void Resume_OfAPlan_GoesOnWithItsTuples(string name) => AssertExact((t, options) =>
        new(t.Encoder, [new TrainingLoss(name == "tuplets" ? t.Own(new TripletMarginLoss(0.4)) : t.Own(new ContrastiveLoss()))], t.Own(optim.Adam(t.Encoder.parameters(), 0.01)), Plans[name](t), options));

    // A metric that is no number is never the best, and counts as no better: the training ends by patience, stopped or not.
    [TestCase(true)]
    [TestCase(false)]
    public void Resume_MetricIsNaN_EndsByPatienceAllTheSame(bool always) => AssertExact(
        (t, options) => new(t.Encoder, [new TrainingLoss(t.Own(new SupConLoss()))], t.Own(optim.SGD(t.Encoder.parameters(), 0.01)), t.Loader(), options with
        {
            Epochs = 30,
            Evaluate = token => new Dictionary<string, double> { ["m"] = always || t.Evaluate(token)["size"] * 1e6 % 3 < 1 ? double.NaN : 1 },
            EvaluateEverySteps = 2,
            Watch = new WatchedMetric("m") { Patience = 3 },
        }),
        TrainingEnd.NoImprovement);

    private static void AssertExact(LifeMaker make, TrainingEnd end = TrainingEnd.Complete)
    {
        using var folder = new TemporaryFolder();
        var whole = TrainedInLives.Of(make, folder.File("whole.ckpt"), []);
        var stopped = TrainedInLives.Of(make, folder.File("stopped.ckpt"), [2, whole.Steps.Count / 2 + 1]);
        stopped.AssertEquals(whole);
        Assert.That(whole.Result.End, Is.EqualTo(end));
    }
}
