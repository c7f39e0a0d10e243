using TorchSharp.Siamese.Data.Loading;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.Examples.Host;
using TorchSharp.Siamese.Models.Training;

namespace TorchSharp.Siamese.Examples.Mnist;

/// <summary>The training, the same for every recipe.</summary>
internal static class Training
{
    private const int MaxIdleBatches = 1_000;

    /// <summary>Trains the recipe's network in place.</summary>
    /// <exception cref="TrainingStoppedException">The loss is not a number any more.</exception>
    public static TrainingOutcome Run(
        Recipe recipe, string name, ISampleSource images, RunSettings settings, RunRecord record,
        IProgress<TrainingStatus> progress, CancellationToken cancellationToken)
    {
        var loader = new BatchLoader(images, recipe.Sampler, settings.Device, new LoaderOptions
        {
            Augmentation = recipe.Augmentation,
            Seed = (ulong)settings.Seed,
        });
        var priced = new TrainingLoss(recipe.Loss, recipe.Miner);
        var options = new SiameseTrainerOptions
        {
            Epochs = recipe.Epochs,
            Scheduler = recipe.Schedule,
            IdleLimit = MaxIdleBatches,
            RunOptions = new Dictionary<string, string> { ["recipe"] = name },
        };
        return HostedTraining.Run(all => new SiameseTrainer(recipe.Network, [priced], recipe.Optimizer, loader, all), options, settings, recipe.Loss, record, progress, cancellationToken);
    }
}
