using System.Diagnostics;
using TorchSharp.Siamese.Data.Loading;
using TorchSharp.Siamese.Examples.Host;
using TorchSharp.Siamese.Models.Encoders;
using TorchSharp.Siamese.Models.Training;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Examples.Omniglot;

/// <summary>Trains, and finds out how long to train.</summary>
internal static class Training
{
    private const int MaxIdleBatches = 1_000;
    private const int TrialSteps = 24;

    /// <summary>Trains the encoder in place.</summary>
    /// <param name="recipe">How.</param>
    /// <param name="encoder">What.</param>
    /// <param name="images">The drawings to learn from.</param>
    /// <param name="steps">How long.</param>
    /// <param name="settings">What the common options came to.</param>
    /// <param name="record">Gets the curves, and what is found wrong; null for a trial.</param>
    /// <param name="progress">Told of every step.</param>
    /// <param name="cancellationToken">Stops after a step.</param>
    /// <exception cref="TrainingStoppedException">The loss is not a number any more.</exception>
    public static TrainingOutcome Run(
        Recipe recipe, ResidualEncoder encoder, TurnedCharacters images, long steps, RunSettings settings, RunRecord? record,
        IProgress<TrainingStatus> progress, CancellationToken cancellationToken)
    {
        var loader = new BatchLoader(images, recipe.Sampler(images, (ulong)settings.Seed), settings.Device, new LoaderOptions
        {
            Augmentation = new StrokeWarp(recipe.Warp),
            Seed = (ulong)settings.Seed,
        });
        using var optimizer = recipe.Optimizer(encoder);
        using var loss = recipe.Loss();
        var options = new SiameseTrainerOptions
        {
            Epochs = checked((int)((steps + loader.BatchesPerEpoch - 1) / loader.BatchesPerEpoch)),
            Steps = steps,
            Scheduler = optim.lr_scheduler.LambdaLR(optimizer, step => recipe.Rate(step, steps)),
            IdleLimit = MaxIdleBatches,
            Checkpointed = [new RunLength(steps)],
            RunOptions = new Dictionary<string, string> { ["steps"] = FormattableString.Invariant($"{steps}"), ["precision"] = recipe.Precision.ToString() },
        };
        return HostedTraining.Run(
            all => new SiameseTrainer(encoder, [new TrainingLoss(loss)], optimizer, loader, all), options, settings, loss, record, progress, cancellationToken);
    }

    /// <summary>How many steps fit into some minutes, by the speed of a few of a network that is thrown away.</summary>
    public static long StepsFor(double minutes, Recipe recipe, TurnedCharacters images, RunSettings settings, CancellationToken cancellationToken)
    {
        using var trial = recipe.Network(0);
        trial.to(settings.Device);
        var clock = new Clock(TrialSteps / 3);      // the first ones compile
        Run(recipe, trial, images, TrialSteps, new RunSettings(settings.Seed, settings.Threads, settings.Device, settings.Model, null), null, clock, cancellationToken);
        manual_seed(settings.Seed);
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
