using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Loading;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.Examples.Host;
using TorchSharp.Siamese.Models.Encoders;
using TorchSharp.Siamese.Models.Losses;
using TorchSharp.Siamese.Models.Training;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Examples.Digits;

/// <summary>How a siamese network learns the digits.</summary>
/// <param name="Epochs">Passes over the training images.</param>
/// <param name="BatchSize">Images a batch; every batch has the same number of each digit.</param>
/// <param name="LearningRate">Peak of the one-cycle schedule.</param>
/// <param name="Margin">How much farther than the positive the negative should be; distances are 0 to 2.</param>
internal sealed record Training(int Epochs, int BatchSize, double LearningRate, double Margin)
{
    private const int MaxIdleBatches = 1_000;

    private static readonly RandomAffineOptions SmallChanges = new()
    {
        Rotation = ValueRange.PlusMinus(12),
        ShearX = ValueRange.PlusMinus(10),
        Scale = new ValueRange(0.9, 1.1),
        TranslationX = ValueRange.PlusMinus(0.06),
        TranslationY = ValueRange.PlusMinus(0.06),
    };

    /// <summary>Three convolutions; embeddings are points on a sphere of 64 dimensions.</summary>
    public static SiameseNetwork CreateNetwork(Device device)
    {
        var network = new SiameseNetwork(new ConvEncoder(new ConvEncoderOptions
        {
            Height = DigitsData.Side,
            Width = DigitsData.Side,
            Blocks =
            [
                new ConvBlock(32) { Padding = 1, BatchNorm = true },
                new ConvBlock(64) { Padding = 1, BatchNorm = true, Pool = 2 },
                new ConvBlock(128) { Padding = 1, BatchNorm = true, Pool = 2 },
            ],
            EmbeddingSize = 64,
            Normalize = true,
        }));
        network.to(device);
        return network;
    }

    /// <summary>Trains the network in place.</summary>
    /// <exception cref="ArgumentException">The batch is larger than the data, or too small for two images of each digit.</exception>
    /// <exception cref="TrainingStoppedException">The loss is not a number any more.</exception>
    public TrainingOutcome Run(
        SiameseNetwork network, ISampleSource images, RunSettings settings, RunRecord record,
        IProgress<TrainingStatus> progress, CancellationToken cancellationToken)
    {
        var loader = CreateLoader(images, settings);

        // All semi-hard triplets of a batch are priced: negatives farther than the positive, by less than the margin.
        using var loss = new TripletMarginLoss(Margin);
        var priced = new TrainingLoss(loss, new TripletMarginMiner(Margin, TripletKind.SemiHard));
        using var optimizer = optim.AdamW(network.parameters(), LearningRate, weight_decay: 1e-2);
        var options = new SiameseTrainerOptions
        {
            Epochs = Epochs,
            Scheduler = optim.lr_scheduler.OneCycleLR(optimizer, LearningRate, total_steps: Epochs * loader.BatchesPerEpoch),
            IdleLimit = MaxIdleBatches,
        };
        return HostedTraining.Run(all => new SiameseTrainer(network, [priced], optimizer, loader, all), options, settings, loss, record, progress, cancellationToken);
    }

    /// <summary>Balanced batches in which each image is moved, turned and scaled a little, another way every time.</summary>
    private BatchLoader CreateLoader(ISampleSource images, RunSettings settings)
    {
        var classes = ClassIndex.From([.. images.Labels]);
        var smallest = 2 * classes.ClassCount;
        if (BatchSize < smallest || BatchSize > images.Count)
            throw new ArgumentException($"--batch needs {smallest} (two images of each digit) to {images.Count} (all of them), got {BatchSize}.");
        var sampler = new MPerClassSampler(classes, new MPerClassOptions
        {
            ClassesPerBatch = classes.ClassCount,
            SamplesPerClass = BatchSize / classes.ClassCount,
            Seed = (ulong)settings.Seed,
        });
        return new BatchLoader(images, sampler, settings.Device, new LoaderOptions
        {
            Augmentation = new RandomAffine(SmallChanges),
            Seed = (ulong)settings.Seed,
        });
    }
}
