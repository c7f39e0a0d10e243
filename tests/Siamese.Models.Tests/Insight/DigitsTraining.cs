using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Loading;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.Models.Encoders;
using TorchSharp.Siamese.Models.Insight;
using TorchSharp.Siamese.Models.Losses;
using TorchSharp.Siamese.Models.Training;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Insight;

/// <summary>A short training on real digits, sound unless something is changed on purpose.</summary>
internal sealed record DigitsTraining(string Name, Func<MetricLoss> Loss)
{
    public bool Normalize { get; init; } = true;

    public bool BatchNorm { get; init; } = true;

    public bool Momentum { get; init; }

    public double LearningRate { get; init; } = 1e-3;

    public int Classes { get; init; } = 10;

    public int PerClass { get; init; } = 8;

    public int Steps { get; init; } = 150;

    /// <summary>Share of the labels that are changed to another class.</summary>
    public double WrongLabels { get; init; }

    /// <summary>Whether all classes but one have three images, and batches are drawn at random.</summary>
    public bool Imbalanced { get; init; }

    /// <summary>Whether the loss is given pairs of one class only.</summary>
    public bool SamePairsOnly { get; init; }

    /// <summary>Images of each class to train on; null for seven tenths of all.</summary>
    public int? TrainPerClass { get; init; }

    public override string ToString() => Name;

    /// <summary>Trains, with a monitor, and diagnoses the training images afterwards.</summary>
    public DigitsOutcome Run(int seed)
    {
        var random = new CounterRandom((ulong)seed);
        int[] labels = [.. DigitsData.Labels.Select((label, i) => random.Fork(1).Unit((ulong)i) < WrongLabels ? (label + 1 + random.Fork(2).Below(9, (ulong)i)) % 10 : label)];
        var train = TrainingSet(random, labels);
        var images = new SampleSubset(DigitsData.With(labels), train);
        IBatchSampler sampler = Imbalanced
            ? new ShuffledBatchSampler(train.Count, 32, (ulong)seed)
            : new MPerClassSampler(ClassIndex.From([.. images.Labels]), new MPerClassOptions { ClassesPerBatch = Classes, SamplesPerClass = PerClass, Seed = (ulong)seed });
        manual_seed(seed);
        using var network = Network();
        using var loss = Loss();
        using optim.Optimizer optimizer = Momentum ? optim.SGD(network.parameters(), LearningRate, momentum: 0.9) : optim.Adam(network.parameters(), LearningRate);
        using var monitor = new TrainingMonitor(new TrainingMonitorOptions { Loss = loss });
        monitor.OnStart(new TrainingStart { Step = 0, Epoch = 0, Batch = 0, TotalSteps = Steps });
        network.train();
        Train(network, loss, optimizer, new BatchLoader(images, sampler, CPU, new LoaderOptions { Seed = (ulong)seed }), monitor);
        network.eval();
        var diagnosis = Diagnose(network, loss, monitor, labels, train, out var precision);
        return new DigitsOutcome(monitor.Findings, diagnosis, precision);
    }

    private List<int> TrainingSet(CounterRandom random, int[] labels)
    {
        var seen = new int[10];
        var limit = TrainPerClass ?? int.MaxValue;
        return [.. Enumerable.Range(0, labels.Length)
            .Where(i => random.Fork(3).Unit((ulong)i) < 0.7)
            .Where(i => ++seen[labels[i]] <= limit && (!Imbalanced || labels[i] == 3 || seen[labels[i]] <= 3))];
    }

    private SiameseNetwork Network() => new(new ConvEncoder(new ConvEncoderOptions
    {
        Height = DigitsData.Side,
        Width = DigitsData.Side,
        Blocks =
        [
            new ConvBlock(16) { Padding = 1, BatchNorm = BatchNorm },
            new ConvBlock(32) { Padding = 1, BatchNorm = BatchNorm, Pool = 2 },
            new ConvBlock(64) { Padding = 1, BatchNorm = BatchNorm, Pool = 2 },
        ],
        EmbeddingSize = 32,
        Normalize = Normalize,
    }));

    private void Train(SiameseNetwork network, MetricLoss loss, optim.Optimizer optimizer, BatchLoader loader, TrainingMonitor monitor)
    {
        var step = 0;
        for (var epoch = 0; ; epoch++)
        {
            foreach (var batch in loader.Epoch(epoch))
            {
                using var owned = batch;
                using var scope = NewDisposeScope();
                var embeddings = network.call(batch.Images);
                if (!embeddings.detach().isfinite().all().item<bool>())
                    return;
                var given = new LossBatch(embeddings) { Labels = batch.Labels };
                var priced = loss.Evaluate(SamePairsOnly ? given with { Labels = null, Tuples = SamePairs(batch.Labels) } : given);
                optimizer.zero_grad();
                priced.Loss.backward();
                optimizer.step();
                monitor.OnStep(StepOf(++step, epoch, batch, embeddings, priced, LearningRate));
                if (step == Steps)
                    return;
            }
        }
    }

    private static PairIndices SamePairs(Tensor labels)
    {
        var all = PairIndices.All(labels);
        return new PairIndices(all.PositiveAnchors, all.Positives, all.NegativeAnchors.narrow(0, 0, 0), all.Negatives.narrow(0, 0, 0));
    }

    private static TrainingStep StepOf(int step, int epoch, SampleBatch batch, Tensor embeddings, LossResult priced, double rate) => new()
    {
        Step = step,
        Epoch = epoch,
        Batch = batch.Number,
        Loss = priced.Loss.ToDouble(),
        Losses = [],
        TupleCount = priced.TupleCount,
        ActiveCount = priced.ActiveCount,
        LearningRate = rate,
        ImageCount = batch.Count,
        TotalImageCount = step * batch.Count,
        Elapsed = TimeSpan.Zero,
        Embeddings = embeddings.detach(),
        Labels = batch.Labels,
        Ids = batch.Labels,
    };

    private DiagnosisResult? Diagnose(SiameseNetwork network, MetricLoss loss, TrainingMonitor monitor, int[] labels, List<int> train, out double precision)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var all = network.call(DigitsData.Rows().reshape(-1, 1, DigitsData.Side, DigitsData.Side));
        precision = double.NaN;
        if (!all.isfinite().all().item<bool>())
            return null;
        int[] rest = [.. Enumerable.Range(0, labels.Length).Except(train)];
        Tensor Of(IEnumerable<int> rows) => all.index_select(0, tensor(rows.Select(i => (long)i).ToArray()));
        precision = ClassConfusion.Of(all, DigitsData.Labels).Accuracy;
        return EmbeddingDiagnosis.Run(Of(train), [.. train.Select(i => labels[i])], new DiagnosisOptions
        {
            Distance = loss.distance,
            Margin = LossMargin.Of(loss),
            Validation = new LabelledEmbeddings(Of(rest), [.. rest.Select(i => labels[i])]),
            DuringTraining = monitor.Findings,
        });
    }
}
