using TorchSharp.Siamese.Data.Loading;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.Models.Losses;
using TorchSharp.Siamese.Models.Training;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Training;

/// <summary>What a step consists of, against the same by hand; two runs of the trainer would agree on a mistake.</summary>
public class TrainerStepTests
{
    // The miner draws for each batch of each epoch, the second loss counts a third, and the average takes in every step.
    [Test]
    public void Run_MinerThatDrawsTwoLossesAndAnAverage_EqualsTheLoopByHand()
    {
        using var byHand = new SmallTraining();
        using var expected = new ExponentialMovingAverage(byHand.Encoder, 0.8);
        var total = 0.0;
        using (var optimizer = optim.Adam(byHand.Encoder.parameters(), 0.01))
        using (var triplets = new TripletMarginLoss(0.5))
        using (var pairs = new ContrastiveLoss())
        {
            var (loader, miner) = (byHand.Loader(), new DistanceWeightedMiner(seed: 5));
            for (var epoch = 0; epoch < 2; epoch++)
            {
                total = 0;
                foreach (var batch in loader.Epoch(epoch))
                {
                    using var owned = batch;
                    using var scope = NewDisposeScope();
                    optimizer.zero_grad();
                    var embeddings = byHand.Encoder.call(batch.Images);
                    var first = triplets.call(embeddings, batch.Labels, miner.At(epoch, batch.Number).Mine(embeddings.detach(), batch.Labels));
                    var second = pairs.Evaluate(new LossBatch(embeddings) { Labels = batch.Labels }).Loss;
                    var sum = first + second * 0.3;
                    sum.backward();
                    optimizer.step();
                    expected.Update();
                    total += first.ToDouble() + 0.3 * second.ToDouble();
                }
            }
        }
        using var training = new SmallTraining();
        using (var optimizer = optim.Adam(training.Encoder.parameters(), 0.01))
        using (var triplets = new TripletMarginLoss(0.5))
        using (var pairs = new ContrastiveLoss())
        using (var trainer = new SiameseTrainer(
            training.Encoder, [new TrainingLoss(triplets, new DistanceWeightedMiner(seed: 5)), new TrainingLoss(pairs) { Weight = 0.3 }],
            optimizer, training.Loader(), new SiameseTrainerOptions { Epochs = 2, AverageDecay = 0.8 }))
        {
            var result = trainer.Run();
            Assert.That(result.Loss, Is.EqualTo(total / 6).Within(1e-9), "mean of the last epoch's six batches");
            Assert.That(SmallTraining.Bits(training.Encoder), Is.EqualTo(SmallTraining.Bits(byHand.Encoder)));
            using var ours = trainer.Average!.Apply();
            using var theirs = expected.Apply();
            Assert.That(SmallTraining.Bits(training.Encoder), Is.EqualTo(SmallTraining.Bits(byHand.Encoder)), "averages");
        }
    }

    // Eight images a batch, six batches; of the fourth and the last no image can be read, so the groups of two have 2, 1 and 1.
    [TestCase(2, 3)]
    [TestCase(1, 4)]
    [TestCase(6, 1)]
    public void Run_BatchesThatCannotBeRead_AreLeftOutOfTheirGroups(int accumulation, int stepsPerEpoch)
    {
        using var training = new SmallTraining();
        var source = new Unreadable(training.Source, sample => sample is (>= 24 and < 32) or >= 40);
        var loader = new BatchLoader(source, new SequentialBatchSampler(48, 8), options: new LoaderOptions { OnReadFailure = ReadFailurePolicy.Skip });
        using var optimizer = optim.SGD(training.Encoder.parameters(), 0.01);
        using var loss = new SupConLoss();
        var seen = new Notes();
        using var trainer = new SiameseTrainer(
            training.Encoder, [new TrainingLoss(loss)], optimizer, loader, new SiameseTrainerOptions { Epochs = 2, Accumulation = accumulation, Observers = [seen] });
        var result = trainer.Run();
        Assert.That((result.Steps, result.Epochs, result.ImageCount), Is.EqualTo((2L * stepsPerEpoch, 2, 64L)));
        Assert.That(seen.Epochs, Is.EqualTo(new[] { (0, 4L, 32L), (1, 4L, 32L) }));
        if (accumulation == 2)
            Assert.That(seen.Steps, Is.EqualTo(new[] { (0, 1, 16), (0, 2, 8), (0, 4, 8), (1, 1, 16), (1, 2, 8), (1, 4, 8) }));
    }

    [Test]
    public void Resume_TimeIsUsedUp_MakesNoStepMore()
    {
        using var folder = new TemporaryFolder();
        var options = new SiameseTrainerOptions { TimeLimit = TimeSpan.FromMilliseconds(60), CheckpointPath = folder.File("run.ckpt") };
        TrainingResult Run(bool resume)
        {
            using var training = new SmallTraining();
            using var optimizer = optim.SGD(training.Encoder.parameters(), 0.01);
            using var loss = new SupConLoss();
            using var trainer = new SiameseTrainer(training.Encoder, [new TrainingLoss(loss)], optimizer, training.Loader(), options);
            if (resume)
                trainer.Resume(folder.File("run.ckpt"));
            return trainer.Run();
        }
        var first = Run(resume: false);
        var second = Run(resume: true);
        Assert.That((first.End, second.End, second.Steps), Is.EqualTo((TrainingEnd.TimeLimit, TrainingEnd.TimeLimit, first.Steps)));
        Assert.That(first.Steps, Is.GreaterThan(0));
        Assert.That(second.Elapsed, Is.GreaterThanOrEqualTo(TimeSpan.FromMilliseconds(60)));
    }

    [Test]
    public void Run_MetricIsNeverANumber_EndsByPatienceWithoutABest()
    {
        using var training = new SmallTraining();
        using var optimizer = optim.SGD(training.Encoder.parameters(), 0.01);
        using var loss = new SupConLoss();
        using var trainer = new SiameseTrainer(training.Encoder, [new TrainingLoss(loss)], optimizer, training.Loader(), new SiameseTrainerOptions
        {
            Epochs = 30,
            Evaluate = _ => new Dictionary<string, double> { ["m"] = double.NaN },
            EvaluateEverySteps = 2,
            Watch = new WatchedMetric("m") { Patience = 3 },
        });
        var result = trainer.Run();
        Assert.That((result.End, result.Steps, result.BestMetric, result.BestStep), Is.EqualTo((TrainingEnd.NoImprovement, 6L, (double?)null, (long?)null)));
    }

    private sealed class Notes : ITrainingObserver
    {
        public List<(int Epoch, int Batch, int Images)> Steps { get; } = [];

        public List<(int Epoch, long Batches, long Images)> Epochs { get; } = [];

        public void OnStep(TrainingStep taken) => Steps.Add((taken.Epoch, taken.Batch, taken.ImageCount));

        public void OnEpochEnd(TrainingEpoch epoch) => Epochs.Add((epoch.Epoch, epoch.BatchCount, epoch.ImageCount));
    }

    private sealed class Unreadable(ISampleSource inner, Func<int, bool> fails) : ISampleSource
    {
        public int Count => inner.Count;

        public IReadOnlyList<int> Labels => inner.Labels;

        public ImageShape Shape => inner.Shape;

        public string NameOf(int index) => inner.NameOf(index);

        public void ReadInto(int index, Span<float> target)
        {
            if (fails(index))
                throw new IOException("the file is damaged");
            inner.ReadInto(index, target);
        }
    }
}
