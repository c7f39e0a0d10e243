using System.Diagnostics;
using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Loading;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.Models.Encoders;
using TorchSharp.Siamese.Models.Losses;
using TorchSharp.Siamese.Models.Training;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Examples.ImageFolder;

/// <summary>The parts of a training, made of its recipe. Owns them.</summary>
internal sealed class TrainingRun : IDisposable
{
    private const double AverageDecay = 0.99;
    private const int Evaluations = 10;
    private const double WarmUp = 0.05;
    private const int StepsBeforeMeasuring = 2, StepsMeasured = 8;

    private readonly Recipe _recipe;
    private readonly MetricLoss[] _losses;
    private readonly optim.Optimizer _optimizer;
    private readonly BatchLoader _loader;

    /// <param name="recipe">What to do.</param>
    /// <param name="images">To learn from.</param>
    /// <param name="device">Where.</param>
    public TrainingRun(Recipe recipe, ISampleSource images, Device device)
    {
        _recipe = recipe;
        manual_seed((long)(recipe.Seed & long.MaxValue));
        var encoder = new ResidualEncoder(recipe.Encoder, recipe.Seed);
        Network = new SiameseNetwork(encoder);
        Network.to(device);
        var classes = ClassIndex.From(images.Labels);
        // Classes of the batch are told apart by learnt proxies, and images of it by one another: either alone learns slower.
        _losses =
        [
            new NormalizedSoftmaxLoss(images.Labels.Max() + 1, encoder.EmbeddingSize, 0.07, new ProxyLossOptions { Seed = recipe.Seed }),
            new SupConLoss(0.1),
        ];
        foreach (var loss in _losses)
            loss.to(device);
        _optimizer = optim.AdamW(Network.parameters().Concat(_losses.SelectMany(loss => loss.parameters())), recipe.LearningRate, weight_decay: 0.05);
        var sampler = new MPerClassSampler(classes, new MPerClassOptions
        {
            ClassesPerBatch = recipe.ClassesPerBatch,
            SamplesPerClass = recipe.SamplesPerClass,
            Seed = recipe.Seed,
            SmallClasses = SmallClassPolicy.Augment,
        });
        _loader = new BatchLoader(images, sampler, device, new LoaderOptions { Augmentation = recipe.Augmentation(), Seed = recipe.Seed });
    }

    public SiameseNetwork Network { get; }

    /// <summary>Weights of the encoder.</summary>
    public long Weights => Network.parameters().Sum(parameter => parameter.numel());

    /// <summary>How long a step takes, from a few of them. The run is then not to be used any more.</summary>
    public TimeSpan MeasureStep(CancellationToken cancellationToken)
    {
        var watch = new Stopwatch();
        var step = 0;
        Network.train();
        for (var epoch = 0; step < StepsBeforeMeasuring + StepsMeasured; epoch++)
        {
            foreach (var batch in _loader.Epoch(epoch, cancellationToken: cancellationToken))
            {
                if (step == StepsBeforeMeasuring)
                    watch.Start();
                using var owned = batch;
                using var scope = NewDisposeScope();
                var embeddings = Network.call(batch.Images);
                var sum = _losses.Select(loss => loss.Evaluate(new LossBatch(embeddings) { Labels = batch.Labels }).Loss).Aggregate((one, other) => one + other);
                _optimizer.zero_grad();
                sum.backward();
                _optimizer.step();
                if (++step == StepsBeforeMeasuring + StepsMeasured)
                    break;
            }
        }
        return watch.Elapsed / StepsMeasured;
    }

    /// <summary>The trainer.</summary>
    /// <param name="checkpoint">Where its state is kept.</param>
    /// <param name="evaluate">Finds the figures of the held-out images; null for none.</param>
    /// <param name="observers">Are told.</param>
    public SiameseTrainer Trainer(FileInfo checkpoint, Func<CancellationToken, IReadOnlyDictionary<string, double>>? evaluate, IReadOnlyList<ITrainingObserver> observers)
    {
        var interval = Math.Max(1, _recipe.Steps / Evaluations);
        return new SiameseTrainer(Network.Encoder, _losses.Select(loss => new TrainingLoss(loss)), _optimizer, _loader, new SiameseTrainerOptions
        {
            Steps = _recipe.Steps,
            Scheduler = optim.lr_scheduler.OneCycleLR(_optimizer, _recipe.LearningRate, total_steps: (int)_recipe.Steps, pct_start: WarmUp),
            AverageDecay = AverageDecay,
            Evaluate = evaluate,
            EvaluateEverySteps = evaluate is null ? null : interval,
            CheckpointPath = checkpoint.FullName,
            CheckpointEverySteps = interval,
            CheckpointEvery = TimeSpan.FromMinutes(1),
            Observers = observers,
            RunOptions = _recipe.Named(),
        });
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        Network.Dispose();
        foreach (var loss in _losses)
            loss.Dispose();
    }
}
