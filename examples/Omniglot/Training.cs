using System.Diagnostics;
using TorchSharp.Siamese.Data.Loading;
using TorchSharp.Siamese.Examples.Host;
using TorchSharp.Siamese.Models.Encoders;
using TorchSharp.Siamese.Models.Losses;
using TorchSharp.Siamese.Models.Training;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Examples.Omniglot;

/// <summary>The loop.</summary>
internal static class Training
{
    private const int MaxIdleBatches = 1_000;
    private const int TrialSteps = 24;

    /// <summary>Trains the encoder in place.</summary>
    public static TrainingOutcome Run(
        Recipe recipe, ResidualEncoder encoder, TurnedCharacters images, long steps, RunSettings settings,
        IProgress<TrainingStatus> progress, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var loader = new BatchLoader(images, recipe.Sampler(images, (ulong)settings.Seed), settings.Device, new LoaderOptions
        {
            Augmentation = new StrokeWarp(recipe.Warp),
            Seed = (ulong)settings.Seed,
        });
        using var optimizer = recipe.Optimizer(encoder);
        using var loss = recipe.Loss();
        var schedule = optim.lr_scheduler.LambdaLR(optimizer, step => recipe.Rate(step, steps));
        var guard = new TrainingGuard(MaxIdleBatches);
        var epochs = (int)((steps + loader.BatchesPerEpoch - 1) / loader.BatchesPerEpoch);
        var (step, seen) = (0L, 0L);
        encoder.train();
        foreach (var batch in loader.Run(int.MaxValue, cancellationToken: cancellationToken))
        {
            using var owned = batch;
            using var scope = NewDisposeScope();
            var embeddings = encoder.call(batch.Images);
            guard.Check(batch.Epoch, batch.Number, embeddings);
            var priced = loss.Evaluate(new LossBatch(embeddings) { Labels = batch.Labels });
            guard.Record(batch.Epoch, batch.Number, priced);
            optimizer.zero_grad();
            priced.Loss.backward();
            optimizer.step();
            schedule.step();
            seen += batch.Count;
            progress.Report(new TrainingStatus(batch.Epoch + 1, epochs, ++step, steps, guard.LastLoss, priced.ActiveCount, seen));
            if (step == steps)
                break;
        }
        return new TrainingOutcome(epochs, guard.LastLoss, seen, watch.Elapsed.TotalSeconds);
    }

    /// <summary>How many steps fit into some minutes, by the speed of a few of a network that is thrown away.</summary>
    public static long StepsFor(double minutes, Recipe recipe, TurnedCharacters images, RunSettings settings, CancellationToken cancellationToken)
    {
        using var trial = recipe.Network(0);
        trial.to(settings.Device);
        var clock = new Clock(TrialSteps / 3);      // the first ones compile
        Run(recipe, trial, images, TrialSteps, settings, clock, cancellationToken);
        return Math.Max(1, (long)(minutes * 60 / clock.SecondsPerStep));
    }

    /// <summary>Times steps after some.</summary>
    private sealed class Clock(int after) : IProgress<TrainingStatus>
    {
        private readonly Stopwatch _watch = new();
        private long _last;

        public double SecondsPerStep => _watch.Elapsed.TotalSeconds / (_last - after);

        public void Report(TrainingStatus value)
        {
            if (value.Step == after)
                _watch.Start();
            if (value.Step == value.Steps)
                _watch.Stop();
            _last = value.Step;
        }
    }
}
