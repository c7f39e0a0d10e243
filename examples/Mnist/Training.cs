using System.Diagnostics;
using TorchSharp.Siamese.Data.Loading;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.Examples.Host;
using TorchSharp.Siamese.Models.Losses;
using TorchSharp.Siamese.Models.Training;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Examples.Mnist;

/// <summary>The loop, the same for every recipe.</summary>
internal static class Training
{
    private const int MaxIdleBatches = 1_000;

    /// <summary>Trains the recipe's network in place.</summary>
    /// <exception cref="TrainingStoppedException">The loss is not a number any more.</exception>
    public static TrainingOutcome Run(
        Recipe recipe, ISampleSource images, RunSettings settings,
        IProgress<TrainingStatus> progress, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var loader = new BatchLoader(images, recipe.Sampler, settings.Device, new LoaderOptions
        {
            Augmentation = recipe.Augmentation,
            Seed = (ulong)settings.Seed,
        });
        var guard = new TrainingGuard(MaxIdleBatches);
        var (step, seen) = (0L, 0L);
        recipe.Network.train();
        for (var epoch = 0; epoch < recipe.Epochs; epoch++)
        {
            guard.Restart();
            foreach (var batch in loader.Epoch(epoch, cancellationToken: cancellationToken))
            {
                using var owned = batch;
                using var scope = NewDisposeScope();
                var embeddings = recipe.Network.call(batch.Images);
                guard.Check(epoch, batch.Number, embeddings);
                var tuples = recipe.Miner?.Mine(embeddings, batch.Labels);
                var priced = recipe.Loss.Evaluate(new LossBatch(embeddings) { Labels = batch.Labels, Tuples = tuples });
                guard.Record(epoch, batch.Number, priced);
                recipe.Optimizer.zero_grad();
                priced.Loss.backward();
                recipe.Optimizer.step();
                recipe.Schedule?.step();

                seen += batch.Count;
                progress.Report(new TrainingStatus(
                    epoch + 1, recipe.Epochs, ++step, recipe.Steps, guard.LastLoss, priced.ActiveCount, seen));
            }
        }
        return new TrainingOutcome(recipe.Epochs, guard.MeanLoss, seen, watch.Elapsed.TotalSeconds);
    }
}
