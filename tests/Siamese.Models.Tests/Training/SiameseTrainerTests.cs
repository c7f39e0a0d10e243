using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Models.Insight;
using TorchSharp.Siamese.Models.Losses;
using TorchSharp.Siamese.Models.Training;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Training;

public class SiameseTrainerTests
{
    private const double Rate = 0.05;

    private SmallTraining _training = null!;

    [SetUp]
    public void MakeParts() => _training = new SmallTraining();

    [TearDown]
    public void DropParts() => _training.Dispose();

    // The loop that a user would write, with the same parts: everything in the same order, so every bit is the same.
    [TestCase(1)]
    [TestCase(4)]
    public void Run_TwoEpochs_EqualsTheLoopByHand(int accumulation)
    {
        using var byHand = new SmallTraining();
        using (var optimizer = optim.SGD(byHand.Encoder.parameters(), Rate, momentum: 0.9))
        using (var loss = new TripletMarginLoss(0.3))
        {
            var loader = byHand.Loader();
            for (var epoch = 0; epoch < 2; epoch++)
            {
                foreach (var batch in loader.Epoch(epoch))
                {
                    using var owned = batch;
                    using var scope = NewDisposeScope();
                    if (batch.Number % accumulation == 0)
                        optimizer.zero_grad();
                    var embeddings = byHand.Encoder.call(batch.Images);
                    var value = loss.call(embeddings, batch.Labels, new BatchHardMiner().Mine(embeddings, batch.Labels));
                    // Of six batches, groups of four have four and two.
                    var group = accumulation == 1 ? 1 : batch.Number < 4 ? 4 : 2;
                    (group == 1 ? value : value / group).backward();
                    if (batch.Number % accumulation == accumulation - 1 || batch.Number == 5)
                        optimizer.step();
                }
            }
        }
        // The other encoder was drawn after this one's: both start anew from the same seed.
        using var training = new SmallTraining();
        using var trainer = Trainer(training, new SiameseTrainerOptions { Epochs = 2, Accumulation = accumulation });
        var result = trainer.Run();
        Assert.That(SmallTraining.Bits(training.Encoder), Is.EqualTo(SmallTraining.Bits(byHand.Encoder)));
        Assert.That((result.End, result.Steps, result.Epochs, result.ImageCount), Is.EqualTo((TrainingEnd.Complete, accumulation == 1 ? 12L : 4L, 2, 96L)));
    }

    [Test]
    public void Run_Observed_TellsEveryStepAndEpoch()
    {
        var seen = new Notes();
        using var trainer = Trainer(_training, new SiameseTrainerOptions { Epochs = 2, Accumulation = 4, MeasureGradientNorm = true, Observers = [seen] });
        var progress = new List<TrainingProgress>();
        trainer.Run(new Reports(progress.Add));
        Assert.That(seen.Lines, Is.EqualTo(new[]
        {
            "start 0 0 0 4",
            "step 1 epoch 0 batch 3: 32 of 32 images [32, 5] [32] [32]", "step 2 epoch 0 batch 5: 16 of 48 images [16, 5] [16] [16]", "epoch 0 at 2: 6 batches, 48 images",
            "step 3 epoch 1 batch 3: 32 of 80 images [32, 5] [32] [32]", "step 4 epoch 1 batch 5: 16 of 96 images [16, 5] [16] [16]", "epoch 1 at 4: 6 batches, 48 images",
        }));
        Assert.That(seen.Steps, Has.All.Matches<TrainingStep>(step => step.LearningRate == Rate && step.GradientNorm > 0 && step.Loss > 0
            && step.Losses is [{ Name: "TripletMarginLoss" } loss] && loss.TupleCount == step.TupleCount && loss.Loss == step.Loss && step.TupleCount == step.ImageCount));
        Assert.That(progress.Select(p => (p.Epoch, p.Batch, p.BatchesPerEpoch, p.Step, p.TotalSteps, p.ImageCount)), Is.EqualTo(new[]
        {
            (0, 3, 6, 1L, 4L, 32L), (0, 5, 6, 2L, 4L, 48L), (1, 3, 6, 3L, 4L, 80L), (1, 5, 6, 4L, 4L, 96L),
        }));
        // Labels are those of the samples that the ids name.
        Assert.That(seen.Labels, Is.EqualTo(seen.Ids.Select(id => (long)_training.Source.Labels[(int)id])).And.Count.EqualTo(96));
    }

    [Test]
    public void Run_LeavesNoTensorAlive()
    {
        using var trainer = Trainer(_training, new SiameseTrainerOptions { Epochs = 1, Evaluate = _training.Evaluate, AverageDecay = 0.9, ClipNorm = 1, Observers = [new Notes()] });
        using var more = Trainer(_training, new SiameseTrainerOptions { Epochs = 1, Evaluate = _training.Evaluate, AverageDecay = 0.9, ClipNorm = 1, Accumulation = 4, Observers = [new Notes()] });
        trainer.Run();      // gradients and momentum come to life here
        Assert.That(LeakCheck.LeftAlive(() => more.Run()), Is.EqualTo(0).Or.EqualTo(6), "the momentum of the second optimiser: one tensor a parameter");
    }

    [Test]
    public void Run_ClipNorm_BoundsTheStep()
    {
        var before = _training.Encoder.parameters().Select(parameter => parameter.detach().clone()).ToArray();
        var seen = new Notes();
        using var optimizer = optim.SGD(_training.Encoder.parameters(), 1.0);
        using var loss = new TripletMarginLoss(0.3);
        using var trainer = new SiameseTrainer(
            _training.Encoder, [new TrainingLoss(loss, new BatchHardMiner())], optimizer, _training.Loader(), new SiameseTrainerOptions { Steps = 1, ClipNorm = 0.01, Observers = [seen] });
        trainer.Run();
        using var scope = NewDisposeScope();
        var moved = Math.Sqrt(_training.Encoder.parameters().Zip(before, (now, then) => (now - then).square().sum().ToDouble()).Sum());
        foreach (var tensor in before)
            tensor.Dispose();
        Assert.That(seen.Steps[0].GradientNorm, Is.GreaterThan(0.02), "before it was cut");
        Assert.That(moved, Is.EqualTo(0.01).Within(1e-5));
    }

    [Test]
    public void Run_MetricGetsNoBetter_StopsAndKeepsTheBest()
    {
        using var folder = new TemporaryFolder();
        double[] script = [0.5, 0.7, 0.6, 0.7, 0.65, 0.9];
        var asked = 0;
        var weights = new List<byte[]>();
        var seen = new Notes();
        using var trainer = Trainer(_training, new SiameseTrainerOptions
        {
            Epochs = 100,
            Evaluate = _ =>
            {
                weights.Add(SmallTraining.Bits(_training.Encoder));
                return new Dictionary<string, double> { ["precision@1"] = script[asked++] };
            },
            EvaluateEverySteps = 4,
            Watch = new WatchedMetric("precision@1") { Patience = 3 },
            BestPath = folder.File("best.ckpt"),
            CheckpointPath = folder.File("last.ckpt"),
            Observers = [seen],
        });
        var result = trainer.Run();
        Assert.That((result.End, result.Steps, result.BestMetric, result.BestStep), Is.EqualTo((TrainingEnd.NoImprovement, 20L, 0.7, 8L)));
        Assert.That(seen.Lines.Where(line => line.StartsWith("evaluation", StringComparison.Ordinal)), Is.EqualTo(new[]
        {
            "evaluation 4 epoch 0: 0.5 best", "evaluation 8 epoch 1: 0.7 best", "evaluation 12 epoch 1: 0.6", "evaluation 16 epoch 2: 0.7", "evaluation 20 epoch 3: 0.65",
        }));
        using var best = new SmallTraining(start: 9);
        TrainingCheckpoint.LoadEncoder(folder.File("best.ckpt"), best.Encoder);
        Assert.That(SmallTraining.Bits(best.Encoder), Is.EqualTo(weights[1]));
        TrainingCheckpoint.LoadEncoder(folder.File("last.ckpt"), best.Encoder);
        Assert.That(SmallTraining.Bits(best.Encoder), Is.EqualTo(SmallTraining.Bits(_training.Encoder)).And.Not.EqualTo(weights[1]));
    }

    [Test]
    public void Run_AverageOfWeights_IsEvaluatedAndSaved()
    {
        using var folder = new TemporaryFolder();
        byte[] evaluated = [];
        using var trainer = Trainer(_training, new SiameseTrainerOptions
        {
            Steps = 6,
            AverageDecay = 0.9,
            Evaluate = _ =>
            {
                evaluated = SmallTraining.Bits(_training.Encoder);
                return new Dictionary<string, double>();
            },
            CheckpointPath = folder.File("run.ckpt"),
        });
        trainer.Run();
        using var loaded = new SmallTraining(start: 9);
        TrainingCheckpoint.LoadEncoder(folder.File("run.ckpt"), loaded.Encoder);
        Assert.That(SmallTraining.Bits(loaded.Encoder), Is.EqualTo(evaluated).And.Not.EqualTo(SmallTraining.Bits(_training.Encoder)));
        TrainingCheckpoint.LoadEncoder(folder.File("run.ckpt"), loaded.Encoder, averaged: false);
        Assert.That(SmallTraining.Bits(loaded.Encoder), Is.EqualTo(SmallTraining.Bits(_training.Encoder)));
    }

    // A frozen part stays in evaluation mode, and what the evaluation draws changes nothing.
    [Test]
    public void Run_Evaluation_LeavesModesAndGeneratorAlone()
    {
        var norm = _training.Encoder.named_modules().Single(module => module.name == "norm").module;
        norm.eval();
        var modes = new List<bool>();
        var training = _training;
        using var trainer = Trainer(training, training.Watched(new SiameseTrainerOptions
        {
            Steps = 12,
            EvaluateEverySteps = 2,
            Evaluate = _ =>
            {
                modes.Add(training.Encoder.modules().Any(module => module.training) || training.Encoder.training);
                rand(100);
                return new Dictionary<string, double>();
            },
        }));
        trainer.Run();
        Assert.That(modes, Is.EqualTo(new bool[6]));
        Assert.That((training.Encoder.training, norm.training), Is.EqualTo((true, false)));
        using var without = new SmallTraining();
        without.Encoder.named_modules().Single(module => module.name == "norm").module.eval();
        using var plain = Trainer(without, without.Watched(new SiameseTrainerOptions { Steps = 12 }));
        plain.Run();
        Assert.That(training.Steps, Is.EqualTo(without.Steps));
    }

    [Test]
    public void Run_EncoderInEvaluationMode_IsTrained()
    {
        _training.Encoder.eval();
        using var trainer = Trainer(_training, new SiameseTrainerOptions { Steps = 1 });
        trainer.Run();
        Assert.That(_training.Encoder.training);
    }

    [Test]
    public void Run_ImageIsNoNumber_StopsWithTheAuditOfTheBatch()
    {
        using var folder = new TemporaryFolder();
        var values = new float[48 * 36];
        for (var i = 0; i < values.Length; i++)
            values[i] = i % 7;
        values[17 * 36 + 3] = float.NaN;
        var source = new Data.Sources.InMemorySamples(values, new Data.Sources.ImageShape(1, 6, 6), [.. Enumerable.Range(0, 48).Select(i => i % 6)]);
        var sampler = new MPerClassSampler(_training.Labels, new MPerClassOptions { ClassesPerBatch = 4, SamplesPerClass = 2, Seed = 3 });
        var where = Enumerable.Range(0, 6).First(batch => sampler.Batches(0).ElementAt(batch).Contains(17));
        using var optimizer = optim.SGD(_training.Encoder.parameters(), Rate);
        using var loss = new TripletMarginLoss(0.3);
        var told = new Stops();
        using var monitor = new TrainingMonitor();
        using var trainer = new SiameseTrainer(
            _training.Encoder, [new TrainingLoss(loss)], optimizer, new Data.Loading.BatchLoader(source, sampler),
            new SiameseTrainerOptions { Epochs = 1, CheckpointPath = folder.File("run.ckpt"), CheckpointEverySteps = 1, Observers = [told, monitor] });
        var error = Assert.Throws<TrainingStoppedException>(() => trainer.Run());
        Assert.That(told.Stopped, Is.SameAs(error));
        Assert.That(error!.Reason, Is.EqualTo(TrainingStopReason.ImagesNotFinite));
        Assert.That(monitor.Findings.Select(finding => finding.Cause), Is.EqualTo(new[] { FindingCause.NotFinite }), "the images are at fault, not the learning rate");
        Assert.That((error!.Epoch, error.Batch, trainer.Step), Is.EqualTo((0, where, (long)where)));
        Assert.That(error.Message, Does.StartWith($"Expected finite embeddings, got NaN or infinity in batch {where} of epoch 0.").And.Contain($" NaN or infinity is in '{source.NameOf(17)}'. The batch was of '").And.EndWith(" and 3 more."));
        Assert.That(error.Audit!.Samples.Select(place => place.Sample), Is.EqualTo(sampler.Batches(0).ElementAt(where)));
        Assert.That(error.AuditText, Does.Contain(source.NameOf(17)));
        if (where > 0)
            CheckpointFile.Open(folder.File("run.ckpt")).Dispose();
    }

    [Test]
    public void Run_WeightsBecomeNaN_AreNotSavedOverTheLastCheckpoint()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("run.ckpt");
        byte[] good = [];
        var spoil = new Notes
        {
            Then = step =>
            {
                if (step.Step < 3)
                    return;
                good = File.ReadAllBytes(path);
                using var grad = no_grad();
                _training.Encoder.parameters().First().fill_(double.NaN);
            },
        };
        using var trainer = Trainer(_training, new SiameseTrainerOptions { Epochs = 1, CheckpointPath = path, CheckpointEverySteps = 1, Observers = [spoil] });
        var error = Assert.Throws<TrainingStoppedException>(() => trainer.Run());
        Assert.That(error!.Message, Does.StartWith("Expected finite weights, got NaN or infinity in 'conv.weight' after step 3, the one on batch 2 of epoch 0; the last checkpoint is kept."));
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(good));
    }

    [Test]
    public void Run_Cancelled_SavesAndThrows()
    {
        using var folder = new TemporaryFolder();
        using var stopping = new CancellationTokenSource();
        using var trainer = Trainer(_training, new SiameseTrainerOptions { Epochs = 5, CheckpointPath = folder.File("run.ckpt") });
        Assert.Throws<OperationCanceledException>(() => trainer.Run(new Reports(p =>
        {
            if (p.Step == 8)
                stopping.Cancel();
        }), stopping.Token));
        Assert.That(trainer.Step, Is.EqualTo(8));
        CheckpointFile.Open(folder.File("run.ckpt"), TrainingCheckpoint.Kind).Dispose();
        Assert.That(trainer.Run().Steps, Is.EqualTo(30), "the same object goes on too");
    }

    [Test]
    public void Run_TimeIsOver_EndsAtACheckpoint()
    {
        using var folder = new TemporaryFolder();
        using var trainer = Trainer(_training, new SiameseTrainerOptions { TimeLimit = TimeSpan.FromMilliseconds(50), CheckpointPath = folder.File("run.ckpt") });
        var result = trainer.Run();
        Assert.That(result.End, Is.EqualTo(TrainingEnd.TimeLimit));
        Assert.That(result.Elapsed, Is.GreaterThanOrEqualTo(TimeSpan.FromMilliseconds(50)));
        Assert.That(File.Exists(folder.File("run.ckpt")));
    }

    [Test]
    public void Run_UnknownLengthOrMetric_SaysWhatIsNeeded()
    {
        using var endless = Trainer(_training, new SiameseTrainerOptions());
        Assert.That(Assert.Throws<InvalidOperationException>(() => endless.Run())!.Message, Does.StartWith("Needs Epochs, Steps or TimeLimit"));
        using var other = Trainer(_training, new SiameseTrainerOptions { Epochs = 1, Evaluate = _training.Evaluate, Watch = new WatchedMetric("eer") });
        Assert.That(Assert.Throws<InvalidOperationException>(() => other.Run())!.Message, Is.EqualTo("Needs the watched metric 'eer' from every evaluation, got 'size'."));
    }

    [Test]
    public void Constructor_PartsThatDoNotGoTogether_AreNamed()
    {
        using var proxies = new ProxyAnchorLoss(SmallTraining.Classes, SmallTraining.Width);
        using var optimizer = optim.Adam(_training.Encoder.parameters());
        using var foreign = optim.Adam(proxies.parameters());
        using var loss = new TripletMarginLoss();
        SiameseTrainer Make(TrainingLoss[] losses, optim.Optimizer by, SiameseTrainerOptions options) => new(_training.Encoder, losses, by, _training.Loader(), options);
        var one = new SiameseTrainerOptions { Epochs = 1 };
        string Message(Func<SiameseTrainer> make) => Assert.Throws<ArgumentException>(() => make())!.Message;
        Assert.That(Message(() => Make([], optimizer, one)), Does.StartWith("Needs at least one loss, got none."));
        Assert.That(Message(() => Make([new TrainingLoss(proxies)], optimizer, one)), Does.StartWith("Needs an optimiser of the parameters of loss 'ProxyAnchorLoss' too, got one without "));
        Assert.That(Message(() => Make([new TrainingLoss(loss)], foreign, one)), Does.StartWith("Needs an optimiser of parameters of the encoder or of a loss"));
        Assert.That(Message(() => Make([new TrainingLoss(loss)], optimizer, one with { Watch = new WatchedMetric("eer") })), Does.StartWith("Needs Evaluate for Watch"));
        Assert.That(Message(() => Make([new TrainingLoss(loss)], optimizer, one with { Evaluate = _training.Evaluate, BestPath = "b" })), Does.StartWith("Needs Watch to say which metric"));
        Assert.That(
            Message(() => Make([new TrainingLoss(loss)], optimizer, one with { Evaluate = _training.Evaluate, Watch = new WatchedMetric("size"), BestPath = "a", CheckpointPath = "./a" })),
            Does.StartWith("Needs two files for CheckpointPath and BestPath"));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ = new SiameseTrainerOptions { Accumulation = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => _ = new SiameseTrainerOptions { AverageDecay = 1 });
    }

    private static SiameseTrainer Trainer(SmallTraining training, SiameseTrainerOptions options)
        => new(training.Encoder, [new TrainingLoss(training.Own(new TripletMarginLoss(0.3)), new BatchHardMiner())],
            training.Own(optim.SGD(training.Encoder.parameters(), Rate, momentum: 0.9)), training.Loader(), options);

    private sealed class Reports(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }

    private sealed class Notes : ITrainingObserver
    {
        public List<string> Lines { get; } = [];

        public List<TrainingStep> Steps { get; } = [];

        public List<long> Labels { get; } = [];

        public List<long> Ids { get; } = [];

        public Action<TrainingStep>? Then { get; init; }

        public void OnStart(TrainingStart start) => Lines.Add($"start {start.Step} {start.Epoch} {start.Batch} {start.TotalSteps}");

        public void OnStep(TrainingStep taken)
        {
            static string Shape(Tensor tensor) => $"[{string.Join(", ", tensor.shape)}]";
            Steps.Add(taken);
            Labels.AddRange(taken.Labels.data<long>().ToArray());
            Ids.AddRange(taken.Ids.data<long>().ToArray());
            Assert.That(taken.Embeddings.requires_grad, Is.False);
            Lines.Add($"step {taken.Step} epoch {taken.Epoch} batch {taken.Batch}: {taken.ImageCount} of {taken.TotalImageCount} images {Shape(taken.Embeddings)} {Shape(taken.Labels)} {Shape(taken.Ids)}");
            Then?.Invoke(taken);
        }

        public void OnEvaluation(TrainingEvaluation evaluation)
            => Lines.Add(FormattableString.Invariant($"evaluation {evaluation.Step} epoch {evaluation.Epoch}: {string.Join(", ", evaluation.Metrics.Values)}{(evaluation.IsBest ? " best" : "")}"));

        public void OnEpochEnd(TrainingEpoch epoch) => Lines.Add($"epoch {epoch.Epoch} at {epoch.Step}: {epoch.BatchCount} batches, {epoch.ImageCount} images");
    }

    private sealed class Stops : ITrainingObserver
    {
        public TrainingStoppedException? Stopped { get; private set; }

        public void OnStopped(TrainingStoppedException stopped) => Stopped = stopped;
    }
}
