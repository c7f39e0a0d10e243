using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Loading;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.Models.Insight.Report;
using TorchSharp.Siamese.Models.Losses;
using TorchSharp.Siamese.Models.Training;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Training;

/// <summary>What fails in the middle of a training costs at most the steps since the last checkpoint, and says what it was.</summary>
public class TrainerFailureTests
{
    private const int Epochs = 3;

    private TemporaryFolder _folder = null!;

    private string Path => _folder.File("run.ckpt");

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DropFolder() => _folder.Dispose();

    [TestCase("evaluation", 6, 5)]
    [TestCase("step", 6, 5)]
    [TestCase("epoch", 6, 5)]
    [TestCase("checkpoint", 6, 5)]
    public void Run_PartOfTheCallerThrows_GoesOnFromTheLastCheckpointToTheSameWeights(string where, long at, long from)
    {
        var calls = 0;
        using (var training = new SmallTraining())
        using (var trainer = Make(training, Saved with
        {
            CheckpointEverySteps = 1,
            Evaluate = token => where == "evaluation" && ++calls == 2 ? throw new InvalidOperationException("the gallery is gone") : training.Evaluate(token),
            Observers = [new Failing(where, at)],
        }))
        {
            Assert.That(Assert.Throws<InvalidOperationException>(() => trainer.Run())!.Message, Is.EqualTo("the gallery is gone"));
            Assert.That(trainer.Step, Is.EqualTo(at));
        }
        AssertGoesOn(from);
    }

    // The steps before are saved although no checkpoint was due: the file can be mended, an hour of training can't.
    [TestCase(1, 8, true)]
    [TestCase(4, 2, false)]      // in the middle of a group: gradients of half a group are no state to go on from
    public void Run_ImageCannotBeRead_SavesTheStepsBefore(int accumulation, long steps, bool isSaved)
    {
        var reads = 0;
        using (var training = new SmallTraining())
        using (var trainer = Make(training, Saved with { Accumulation = accumulation }, new Flaky(training.Source, () => ++reads > 84)))
        {
            var error = Assert.Throws<SampleLoadException>(() => trainer.Run());
            Assert.That(error!.Message, Does.StartWith("Batch 2 of epoch 1 failed while reading sample ").And.Contain("the disk is gone"));
            Assert.That(trainer.Step, Is.EqualTo(steps));
        }
        Assert.That(File.Exists(Path), Is.EqualTo(isSaved));
        if (isSaved)
            AssertGoesOn(steps);
    }

    [Test]
    public void Run_CancelledBeforeTheFirstStepOrWhileSaving_GoesOnToTheSameWeights([Values(0, 5)] long at)
    {
        using (var stopping = new CancellationTokenSource())
        using (var training = new SmallTraining())
        using (var trainer = Make(training, Saved with { CheckpointEverySteps = 1, Observers = [new Failing("checkpoint", 5, stopping.Cancel)] }))
        {
            if (at == 0)
                stopping.Cancel();
            Assert.Throws<OperationCanceledException>(() => trainer.Run(null, stopping.Token));
            Assert.That(trainer.Step, Is.EqualTo(at));
        }
        AssertGoesOn(at);
    }

    // From the best state or a copy, even a training that is stopped at once leaves a checkpoint where it should.
    [Test]
    public void Resume_FromAnotherPlace_SavesWhereItBelongs()
    {
        using (var training = new SmallTraining())
        using (var trainer = Make(training, Saved with { Steps = 4 }))
            trainer.Run();
        File.Move(Path, _folder.File("copy.ckpt"));
        using (var stopping = new CancellationTokenSource())
        using (var training = new SmallTraining())
        using (var trainer = Make(training, Saved))
        {
            trainer.Resume(_folder.File("copy.ckpt"));
            stopping.Cancel();
            Assert.Throws<OperationCanceledException>(() => trainer.Run(null, stopping.Token));
        }
        AssertGoesOn(4);
    }

    // A root of 0 has a finite value and an infinite slope: the batch that is named is the one that spoilt the weights.
    [TestCase(null, null, "Expected finite weights, got NaN or infinity in 'conv.weight' after step 4, the one on batch 3 of epoch 0. Its loss was finite")]
    [TestCase(null, 1L, "Expected finite weights, got NaN or infinity in 'conv.weight' after step 4, the one on batch 3 of epoch 0; the last checkpoint is kept. Its loss was finite")]
    [TestCase(1.0, null, "Expected a gradient of finite norm, got NaN in batch 3 of epoch 0.")]
    public void Run_GradientIsNoNumber_NamesTheBatchThatItCameFrom(double? clip, long? every, string message)
    {
        using var training = new SmallTraining();
        var batches = 0;
        Tensor Price(TrainingBatch batch) => ++batches == 4 ? (batch.Embeddings - batch.Embeddings.detach()).square().sum().sqrt() : batch.Embeddings.square().mean();
        var loader = training.Loader();
        using var optimizer = optim.Adam(training.Encoder.parameters(), 0.01);
        using var trainer = new SiameseTrainer(training.Encoder, [new TrainingLoss(null, Price)], optimizer, loader, Saved with { ClipNorm = clip, CheckpointEverySteps = every });
        var error = Assert.Throws<TrainingStoppedException>(() => trainer.Run());
        Assert.That(error!.Message, Does.StartWith(message).And.Contain("Try a smaller learning rate").And.Contain("The batch was of 'sample "));
        Assert.That((error.Epoch, error.Batch), Is.EqualTo((0, 3)));
        Assert.That(error.Audit!.Samples.Select(place => place.Sample), Is.EqualTo(loader.Audit(0, 3).Samples.Select(place => place.Sample)));
        if (every is not null)
        {
            using var left = new SmallTraining();
            TrainingCheckpoint.LoadEncoder(Path, left.Encoder);      // of the step before
            Assert.That(left.Encoder.parameters().All(weights => weights.isfinite().all().item<bool>()));
        }
    }

    [Test]
    public void Run_LossIsNoNumberAndImagesAre_SaysSo()
    {
        using var training = new SmallTraining();
        using var optimizer = optim.Adam(training.Encoder.parameters(), 0.01);
        using var trainer = new SiameseTrainer(training.Encoder, [new TrainingLoss(null, batch => (batch.Embeddings.sum() * 0).log())], optimizer, training.Loader(), Saved);
        Assert.That(
            Assert.Throws<TrainingStoppedException>(() => trainer.Run())!.Message,
            Does.StartWith("Expected a finite loss, got -Infinity in batch 0 of epoch 0. Try a smaller learning rate").And.Contain(" All its images are finite. The batch was of 'sample "));
    }

    [Test]
    public void Run_WeightsAreNoNumbersFromTheStart_SaysSo()
    {
        using var training = new SmallTraining();
        using (no_grad())
            training.Encoder.parameters().First().fill_(double.NaN);
        using var trainer = Make(training, Saved);
        Assert.That(
            Assert.Throws<TrainingStoppedException>(() => trainer.Run())!.Message,
            Is.EqualTo("Expected finite weights, got NaN or infinity in 'conv.weight' before any step of this run: encoder or loss came with it."));
        Assert.That(File.Exists(Path), Is.False);
    }

    [Test]
    public void Run_BufferIsAMaskOfInfinities_IsSaved()
    {
        using var training = new SmallTraining();
        using var encoder = new Masked(training.Encoder);
        using var optimizer = optim.Adam(encoder.parameters(), 0.01);
        using var loss = new SupConLoss();
        using var trainer = new SiameseTrainer(encoder, [new TrainingLoss(loss)], optimizer, training.Loader(), Saved with { Steps = 1 });
        trainer.Run();
        Assert.That(File.Exists(Path));
    }

    [Test]
    public void Run_TwoPartsOfOneName_IsSaidBeforeTheFirstStep()
    {
        using var training = new SmallTraining();
        using var trainer = Make(training, Saved with { Observers = [new CurveRecorder(), new CurveRecorder()] });
        Assert.That(Assert.Throws<ArgumentException>(() => trainer.Run())!.Message, Does.StartWith("Needs a name of its own for each section, got 'own:curves' twice."));
        Assert.That(trainer.Step, Is.Zero);
    }

    [Test]
    public void Run_EvaluationGivesNull_SaysWhatIsNeeded()
    {
        using var training = new SmallTraining();
        using var trainer = Make(training, Saved with { Evaluate = _ => null! });
        Assert.That(Assert.Throws<InvalidOperationException>(() => trainer.Run())!.Message, Does.StartWith("Needs metrics by name from Evaluate"));
    }

    [Test]
    public void Constructor_SchedulerByAMetricWithoutOne_IsNamed()
    {
        using var training = new SmallTraining();
        using var optimizer = optim.SGD(training.Encoder.parameters(), 0.01);
        using var loss = new SupConLoss();
        var options = new SiameseTrainerOptions { Epochs = 1, Scheduler = optim.lr_scheduler.ReduceLROnPlateau(optimizer) };
        var error = Assert.Throws<ArgumentException>(() => _ = new SiameseTrainer(training.Encoder, [new TrainingLoss(loss)], optimizer, training.Loader(), options));
        Assert.That(error!.Message, Does.StartWith("Needs ScheduleBy = EveryEvaluation for ReduceLROnPlateau, which goes by a metric, got EveryStep."));
    }

    [Test]
    public void OnStep_TwoLossesOfOneType_HaveNamesOfTheirOwn()
    {
        using var training = new SmallTraining();
        using var optimizer = optim.SGD(training.Encoder.parameters(), 0.01);
        using var loss = new SupConLoss();
        var seen = new List<string>();
        TrainingLoss[] losses = [new(loss), new(loss) { Name = "SupConLoss 2" }, new(loss), new(loss) { Name = "own" }];
        using var trainer = new SiameseTrainer(training.Encoder, losses, optimizer, training.Loader(), new SiameseTrainerOptions
        {
            Steps = 1,
            Observers = [new Failing("step", 1, taken => seen.AddRange(taken!.Losses.Select(part => part.Name)))],
        });
        trainer.Run();
        Assert.That(seen, Is.EqualTo(new[] { "SupConLoss", "SupConLoss 2", "SupConLoss 3", "own" }));
    }

    private SiameseTrainerOptions Saved => new() { Epochs = Epochs, CheckpointPath = Path };

    private static SiameseTrainer Make(SmallTraining training, SiameseTrainerOptions options, ISampleSource? source = null)
    {
        var sampler = new MPerClassSampler(training.Labels, new MPerClassOptions { ClassesPerBatch = 4, SamplesPerClass = 2, Seed = 3 });
        var loader = new BatchLoader(source ?? training.Source, sampler, options: new LoaderOptions { Seed = 3, Augmentation = new RandomHorizontalFlip() });
        var optimizer = training.Own(optim.Adam(training.Encoder.parameters(), 0.01));
        return new SiameseTrainer(training.Encoder, [new TrainingLoss(training.Own(new TripletMarginLoss(0.3)), new BatchHardMiner())], optimizer, loader, options with
        {
            Evaluate = options.Evaluate ?? training.Evaluate,
            EvaluateEverySteps = 3,
        });
    }

    private void AssertGoesOn(long from)
    {
        using var whole = new SmallTraining();
        using (var trainer = Make(whole, new SiameseTrainerOptions { Epochs = Epochs }))
            trainer.Run();
        using var rest = new SmallTraining(start: 77);
        using var second = Make(rest, Saved);
        second.Resume(Path);
        Assert.That(second.Step, Is.EqualTo(from));
        second.Run();
        Assert.That(SmallTraining.Bits(rest.Encoder), Is.EqualTo(SmallTraining.Bits(whole.Encoder)));
    }

    private sealed class Failing(string where, long at, Action<TrainingStep?>? instead = null) : ITrainingObserver
    {
        public Failing(string where, long at, Action instead)
            : this(where, at, _ => instead())
        {
        }

        public void OnStep(TrainingStep taken) => Fail("step", taken.Step, taken);

        public void OnEpochEnd(TrainingEpoch epoch) => Fail("epoch", epoch.Step, null);

        public void OnCheckpoint(long steps) => Fail("checkpoint", steps, null);

        private void Fail(string what, long step, TrainingStep? taken)
        {
            if (what != where || step != at)
                return;
            if (instead is null)
                throw new InvalidOperationException("the gallery is gone");
            instead(taken);
        }
    }

    private sealed class Flaky(ISampleSource inner, Func<bool> fails) : ISampleSource
    {
        public int Count => inner.Count;

        public IReadOnlyList<int> Labels => inner.Labels;

        public ImageShape Shape => inner.Shape;

        public string NameOf(int index) => inner.NameOf(index);

        public void ReadInto(int index, Span<float> target)
        {
            if (fails())
                throw new IOException("the disk is gone");
            inner.ReadInto(index, target);
        }
    }

    private sealed class Masked : nn.Module<Tensor, Tensor>
    {
        private readonly nn.Module<Tensor, Tensor> inner;

        public Masked(nn.Module<Tensor, Tensor> inner)
            : base(nameof(Masked))
        {
            this.inner = inner;
            register_buffer("mask", full([3], double.NegativeInfinity, ScalarType.Float32));
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => inner.call(input);
    }
}
