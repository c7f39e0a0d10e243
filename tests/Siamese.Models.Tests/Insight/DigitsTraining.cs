using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Loading;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.Models.Encoders;
using TorchSharp.Siamese.Models.Insight;
using TorchSharp.Siamese.Models.Losses;
using TorchSharp.Siamese.Models.Training;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Insight;

/// <summary>A short training on real digits by <see cref="SiameseTrainer"/>, sound unless something is changed on purpose.</summary>
internal sealed record DigitsTraining(string Name, Func<MetricLoss> Loss)
{
    public DigitImages Images { get; init; } = DigitImages.Small;

    public bool Normalize { get; init; } = true;

    public bool BatchNorm { get; init; } = true;

    public bool Momentum { get; init; }

    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Share of the weights that is added to their gradient.</summary>
    public double WeightDecay { get; init; }

    public int Classes { get; init; } = 10;

    public int PerClass { get; init; } = 8;

    public int Steps { get; init; } = 150;

    /// <summary>Share of the labels that are changed to another class.</summary>
    public double WrongLabels { get; init; }

    /// <summary>Whether so many labels are wrong, or batches are so small, that rounding decides if the monitor is sure in time; the diagnosis is.</summary>
    public bool Borderline { get; init; }

    /// <summary>How many times more images one class has than each of the others, batches being drawn at random; null for balanced ones.</summary>
    public int? Imbalance { get; init; }

    /// <summary>Whether the loss is given pairs of one class only.</summary>
    public bool SamePairsOnly { get; init; }

    /// <summary>Images of each class to train on; null for seven tenths of all.</summary>
    public int? TrainPerClass { get; init; }

    public override string ToString() => Name;

    /// <summary>Trains, with a monitor, and diagnoses the training images afterwards.</summary>
    public DigitsOutcome Run(int seed)
    {
        var (labels, train) = TrainingSet(seed);
        using var parts = new Parts(this, labels, train, seed);
        TrainingStoppedException? stopped = null;
        using (var trainer = parts.Trainer(Steps))
        {
            try
            {
                trainer.Run();
            }
            catch (TrainingStoppedException error)
            {
                stopped = error;
            }
        }
        parts.Network.eval();
        var diagnosis = Diagnose(parts, labels, train, out var precision);
        return new DigitsOutcome(parts.Monitor.Findings, diagnosis, precision) { Stopped = stopped };
    }

    /// <summary>Trains in so many runs, each but the first going on from the checkpoint with everything made anew, and returns the monitor's state.</summary>
    public (byte[] State, IReadOnlyList<Finding> Findings) InRuns(int seed, string checkpoint, params int[] ends)
    {
        var (labels, train) = TrainingSet(seed);
        for (var run = 0; ; run++)
        {
            using var parts = new Parts(this, labels, train, seed);
            using var trainer = parts.Trainer(ends[run], checkpoint);
            if (run > 0)
                trainer.Resume(checkpoint);
            trainer.Run();
            if (run < ends.Length - 1)
                continue;
            using var state = new MemoryStream();
            parts.Monitor.SaveState(state);
            return (state.ToArray(), parts.Monitor.Findings);
        }
    }

    private (int[] Labels, List<int> Train) TrainingSet(int seed)
    {
        var random = new CounterRandom((ulong)seed);
        int[] labels = [.. Images.Labels.Select((label, i) => random.Fork(1).Unit((ulong)i) < WrongLabels ? (label + 1 + random.Fork(2).Below(9, (ulong)i)) % 10 : label)];
        var limit = TrainPerClass ?? int.MaxValue;
        var small = Imbalance is { } times ? Math.Max(2, labels.Count(label => label == 3) * 7 / (10 * times)) : int.MaxValue;
        var seen = new int[10];
        return (labels, [.. Enumerable.Range(0, labels.Length)
            .Where(i => random.Fork(3).Unit((ulong)i) < 0.7)
            .Where(i => ++seen[labels[i]] <= limit && (labels[i] == 3 || seen[labels[i]] <= small))]);
    }

    private SiameseNetwork Network() => new(new ConvEncoder(new ConvEncoderOptions
    {
        Height = Images.Side,
        Width = Images.Side,
        Blocks =
        [
            Images.Side == DigitsData.Side ? new ConvBlock(16) { Padding = 1, BatchNorm = BatchNorm } : new ConvBlock(16) { Padding = 1, BatchNorm = BatchNorm, Pool = 2 },
            new ConvBlock(32) { Padding = 1, BatchNorm = BatchNorm, Pool = 2 },
            new ConvBlock(64) { Padding = 1, BatchNorm = BatchNorm, Pool = 2 },
        ],
        EmbeddingSize = 32,
        Normalize = Normalize,
    }));

    private DiagnosisResult? Diagnose(Parts parts, int[] labels, List<int> train, out double precision)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var all = parts.Network.call(Images.Tensor());
        precision = double.NaN;
        if (!all.isfinite().all().item<bool>())
            return null;
        int[] rest = [.. Enumerable.Range(0, labels.Length).Except(train)];
        Tensor Of(IEnumerable<int> rows) => all.index_select(0, tensor(rows.Select(i => (long)i).ToArray()));
        precision = ClassConfusion.Of(all, Images.Labels).Accuracy;
        return EmbeddingDiagnosis.Run(Of(train), [.. train.Select(i => labels[i])], new DiagnosisOptions
        {
            Distance = parts.Loss.distance,
            Margin = LossMargin.Of(parts.Loss),
            Validation = new LabelledEmbeddings(Of(rest), [.. rest.Select(i => labels[i])]),
            DuringTraining = parts.Monitor.Findings,
        });
    }

    /// <summary>Everything that a trainer is made of; owned.</summary>
    private sealed class Parts : IDisposable
    {
        private readonly DigitsTraining _training;
        private readonly optim.Optimizer _optimizer;
        private readonly BatchLoader _loader;

        public Parts(DigitsTraining training, int[] labels, List<int> train, int seed)
        {
            _training = training;
            var images = new SampleSubset(training.Images.With(labels), train);
            IBatchSampler sampler = training.Imbalance is not null
                ? new ShuffledBatchSampler(train.Count, 32, (ulong)seed)
                : new MPerClassSampler(ClassIndex.From([.. images.Labels]), new MPerClassOptions { ClassesPerBatch = training.Classes, SamplesPerClass = training.PerClass, Seed = (ulong)seed });
            _loader = new BatchLoader(images, sampler, CPU, new LoaderOptions { Seed = (ulong)seed });
            manual_seed(seed);
            Network = training.Network();
            Loss = training.Loss();
            var weights = Network.parameters().Concat(Loss.parameters());
            _optimizer = training.Momentum
                ? optim.SGD(weights, training.LearningRate, momentum: 0.9, weight_decay: training.WeightDecay)
                : optim.Adam(weights, training.LearningRate, weight_decay: training.WeightDecay);
            Monitor = new TrainingMonitor(new TrainingMonitorOptions { Loss = Loss });
        }

        public SiameseNetwork Network { get; }

        public MetricLoss Loss { get; }

        public TrainingMonitor Monitor { get; }

        public SiameseTrainer Trainer(long steps, string? checkpoint = null)
            => new(Network, [new TrainingLoss(Loss, _training.SamePairsOnly ? new SamePairs() : null)], _optimizer, _loader, new SiameseTrainerOptions
            {
                Steps = steps,
                Observers = [Monitor],
                IdleLimit = 1_000,
                CheckpointPath = checkpoint,
                CheckpointEverySteps = checkpoint is null ? null : 7,
            });

        public void Dispose()
        {
            Monitor.Dispose();
            _optimizer.Dispose();
            Loss.Dispose();
            Network.Dispose();
        }
    }
}
