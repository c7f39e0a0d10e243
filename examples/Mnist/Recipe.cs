using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.Models.Encoders;
using TorchSharp.Siamese.Models.Losses;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Examples.Mnist;

/// <summary>Everything that one way of training decides. Owns network and optimizer.</summary>
internal sealed class Recipe : IDisposable
{
    private const int Side = 28;
    private const float Background = (0 - 0.1307f) / 0.3081f;     // a black pixel after normalisation

    private static readonly ResidualEncoderOptions ResidualLayout = new()
    {
        Channels = 1,
        Height = Side,
        Width = Side,
        Stem = ResidualStem.Strided,
        Stages = [1, 1, 1],
        FirstChannels = 32,
        AverageShortcut = true,
        Pooling = GlobalPooling.Flatten,
        EmbeddingSize = 128,
        Neck = true,
        Normalize = true,
    };

    private static readonly ElasticTransform Bend = new(new ElasticTransformOptions { Alpha = new ValueRange(0, 34), Fill = Background });

    private static readonly RandomAffine Distort = new(new RandomAffineOptions
    {
        Rotation = ValueRange.PlusMinus(12),
        ShearX = ValueRange.PlusMinus(12),
        Scale = new ValueRange(0.85, 1.15),
        ScaleY = new ValueRange(0.85, 1.15),
        TranslationX = ValueRange.PlusMinus(0.08),
        TranslationY = ValueRange.PlusMinus(0.08),
        Fill = Background,
    });

    private Recipe(
        int epochs, IBatchSampler sampler, SiameseNetwork network, optim.Optimizer optimizer, ITripletMiner? miner, MetricLoss loss)
    {
        Epochs = epochs;
        Sampler = sampler;
        Network = network;
        Optimizer = optimizer;
        Miner = miner;
        Loss = loss;
    }

    public int Epochs { get; }

    public IBatchSampler Sampler { get; }

    /// <summary>Random changes to the images of a batch; null for none.</summary>
    public IBatchAugmentation? Augmentation { get; private init; }

    public SiameseNetwork Network { get; }

    public optim.Optimizer Optimizer { get; }

    /// <summary>Moves the learning rate after each batch; null leaves it.</summary>
    public optim.lr_scheduler.LRScheduler? Schedule { get; private init; }

    /// <summary>Picks the tuples that are priced; null for all that the labels admit.</summary>
    public ITripletMiner? Miner { get; }

    public MetricLoss Loss { get; }

    /// <exception cref="InvalidDataException">There are not two classes, or one has a single image.</exception>
    /// <exception cref="ArgumentException">The batch does not fit the data.</exception>
    public static Recipe Create(RecipeOptions options, ISampleSource train, ulong seed, Device device)
    {
        var classes = ClassIndex.From([.. train.Labels]);
        if (classes.ClassCount < 2)
            throw new InvalidDataException($"Training needs images of at least 2 classes, got {classes.ClassCount} in {train.Count} images.");
        for (var c = 0; c < classes.ClassCount; c++)
        {
            if (classes.SizeOf(c) < 2)
                throw new InvalidDataException($"Training needs at least 2 images of each class, got {classes.SizeOf(c)} of class {classes.NameOf(c)}.");
        }
        return options.Kind switch
        {
            RecipeKind.Own => Own(options, train, classes, seed, device),
            RecipeKind.Pml => Pml(options, train, seed, device),
            RecipeKind.Best => Best(options, train, classes, seed, device),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Kind, "Needs Own, Pml or Best."),
        };
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        Network.Dispose();
        Loss.Dispose();
    }

    /// <summary>Small network, K images of each digit in a batch, light augmentation, AdamW on a one-cycle schedule.</summary>
    private static Recipe Own(RecipeOptions options, ISampleSource train, ClassIndex classes, ulong seed, Device device)
    {
        var epochs = options.Epochs ?? 5;
        var rate = options.LearningRate ?? 3e-3;
        var size = CheckBatch(options.BatchSize ?? 200, 2 * classes.ClassCount, train.Count);
        var sampler = new MPerClassSampler(classes, new MPerClassOptions
        {
            ClassesPerBatch = classes.ClassCount,
            SamplesPerClass = size / classes.ClassCount,
            Seed = seed,
        });
        var distance = new LpDistance();
        var network = new SiameseNetwork(
            new ConvEncoder(new ConvEncoderOptions
            {
                Height = Side,
                Width = Side,
                Blocks =
                [
                    new ConvBlock(16) { Kernel = 5, Stride = 2, Padding = 2, BatchNorm = true },
                    new ConvBlock(32) { Padding = 1, BatchNorm = true, Pool = 2 },
                    new ConvBlock(64) { Padding = 1, BatchNorm = true },
                ],
                EmbeddingSize = 64,
                Normalize = true,
            }),
            distance);
        network.to(device);
        var optimizer = optim.AdamW(network.parameters(), rate, weight_decay: 1e-2);
        var (miner, loss) = Objective(options, distance);
        return new Recipe(epochs, sampler, network, optimizer, miner, loss)
        {
            Schedule = optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps: epochs * sampler.BatchesPerEpoch),
            Augmentation = new RandomAffine(new RandomAffineOptions
            {
                Rotation = ValueRange.PlusMinus(12),
                ShearX = ValueRange.PlusMinus(10),
                Scale = new ValueRange(0.9, 1.1),
                TranslationX = ValueRange.PlusMinus(0.05),
                TranslationY = ValueRange.PlusMinus(0.05),
                Fill = Background,
            }),
        };
    }

    /// <summary>Residual network, every image against its batch, affine and elastic augmentation, AdamW on a one-cycle schedule.</summary>
    private static Recipe Best(RecipeOptions options, ISampleSource train, ClassIndex classes, ulong seed, Device device)
    {
        var epochs = options.Epochs ?? 12;
        var rate = options.LearningRate ?? 4e-3;
        var size = CheckBatch(options.BatchSize ?? 250, 2 * classes.ClassCount, train.Count);
        var sampler = new MPerClassSampler(classes, new MPerClassOptions
        {
            ClassesPerBatch = classes.ClassCount,
            SamplesPerClass = size / classes.ClassCount,
            Seed = seed,
        });
        var distance = new LpDistance();
        var network = new SiameseNetwork(new ResidualEncoder(ResidualLayout, seed), distance);
        network.to(device);
        var optimizer = optim.AdamW(network.parameters().Where(p => p.requires_grad), rate, weight_decay: 2e-2);
        var (miner, loss) = Objective(options, distance);
        return new Recipe(epochs, sampler, network, optimizer, miner, loss)
        {
            Schedule = optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps: epochs * sampler.BatchesPerEpoch),
            Augmentation = new Compose(Bend, Distort),
        };
    }

    /// <summary>pytorch-metric-learning's notebook: cosine similarity, margin 0.2, shuffled batches of 256, Adam at 0.01, one epoch.</summary>
    private static Recipe Pml(RecipeOptions options, ISampleSource train, ulong seed, Device device)
    {
        var sampler = new ShuffledBatchSampler(train.Count, CheckBatch(options.BatchSize ?? 256, 2, train.Count), seed);
        var distance = new CosineSimilarity();
        var network = new SiameseNetwork(new ConvEncoder(ConvEncoderOptions.TwoConv(Side, Side)), distance);
        network.to(device);
        var optimizer = optim.Adam(network.parameters(), options.LearningRate ?? 0.01);
        var (miner, loss) = Objective(options, distance);
        return new Recipe(options.Epochs ?? 1, sampler, network, optimizer, miner, loss);
    }

    private static int CheckBatch(int size, int smallest, int images) => size >= smallest && size <= images
        ? size
        : throw new ArgumentException($"--batch needs {smallest} to {images} images, as many as there are to train on, got {size}.");

    private static (ITripletMiner? Miner, MetricLoss Loss) Objective(RecipeOptions options, IDistance distance) => options.Loss switch
    {
        LossKind.Triplet => (
            new TripletMarginMiner(options.Margin ?? 0.2, TripletKind.SemiHard, distance),
            new TripletMarginLoss(new TripletMarginLossOptions { Margin = options.Margin ?? 0.2, Distance = distance })),
        LossKind.Contrastive => (null, new ContrastiveLoss(Contrast(options.Margin ?? 1, distance))),
        LossKind.SupCon => (null, new SupConLoss()),
        _ => throw new ArgumentOutOfRangeException(nameof(options), options.Loss, "Needs Triplet, Contrastive or SupCon."),
    };

    /// <summary>Different classes are to be this far apart: in distance from 0, in similarity from 1.</summary>
    private static ContrastiveLossOptions Contrast(double margin, IDistance distance) => distance.IsInverted
        ? new ContrastiveLossOptions { Form = ContrastiveForm.Linear, PositiveMargin = 1, NegativeMargin = 1 - margin, Distance = distance }
        : new ContrastiveLossOptions { NegativeMargin = margin, Distance = distance };
}
