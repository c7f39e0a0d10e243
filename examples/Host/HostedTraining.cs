using TorchSharp.Siamese.Models.Insight;
using TorchSharp.Siamese.Models.Logging;
using TorchSharp.Siamese.Models.Losses;
using TorchSharp.Siamese.Models.Training;

namespace TorchSharp.Siamese.Examples.Host;

/// <summary>What the common options mean to a trainer: where its state goes, and whether it goes on from there.</summary>
public static class HostedTraining
{
    /// <summary>Makes a trainer with the common options, goes on from the checkpoint where that is asked for, trains, and shows it.</summary>
    /// <param name="make">From the options to the trainer.</param>
    /// <param name="options">The example's own, with a number of epochs for the bar; the seed is added to those that a checkpoint must agree with.</param>
    /// <param name="settings">What the common options came to.</param>
    /// <param name="loss">What is trained with.</param>
    /// <param name="record">Gets the curves, and what is found wrong; null for a trial that nobody looks at.</param>
    /// <param name="progress">The bar.</param>
    /// <param name="cancellationToken">Stops after a step.</param>
    /// <exception cref="StoppedAtCheckpointException">Stopped, with the state saved.</exception>
    public static TrainingOutcome Run(
        Func<SiameseTrainerOptions, SiameseTrainer> make, SiameseTrainerOptions options, RunSettings settings, MetricLoss loss, RunRecord? record,
        IProgress<TrainingStatus> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(make);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(settings);
        using var monitor = record is null ? null : new TrainingMonitor(new TrainingMonitorOptions { Loss = loss });
        using var log = settings.Log is null ? null : new CsvLog(settings.Log.FullName);
        using var trainer = make(options with
        {
            CheckpointPath = settings.Checkpoint?.FullName,
            CheckpointEvery = settings.CheckpointEvery ?? options.CheckpointEvery,
            RunOptions = new Dictionary<string, string>(options.RunOptions) { ["seed"] = FormattableString.Invariant($"{settings.Seed}") },
            Observers = [.. options.Observers, .. new ITrainingObserver?[] { record?.Curves, monitor, log }.OfType<ITrainingObserver>()],
        });
        Resume(trainer, settings);
        try
        {
            var result = trainer.Run(new Steps(progress, options.Epochs ?? 0), cancellationToken);
            return new TrainingOutcome(result.Epochs, result.Loss, result.ImageCount, result.Elapsed.TotalSeconds);
        }
        catch (OperationCanceledException stopped) when (settings.Checkpoint is not null && cancellationToken.IsCancellationRequested)
        {
            throw new StoppedAtCheckpointException(settings.Checkpoint, trainer.Step, stopped);
        }
        finally
        {
            if (record is not null && monitor is not null)
            {
                (record.Findings, record.Margin) = (monitor.Findings, LossMargin.Of(loss));
                foreach (var finding in record.Findings)
                    Console.WriteLine(finding);
            }
        }
    }

    private static void Resume(SiameseTrainer trainer, RunSettings settings)
    {
        if (settings is not { Resume: true, Checkpoint: { } from })
            return;
        if (!from.Exists)
        {
            Console.WriteLine($"No checkpoint at {from.FullName} yet: from the beginning.");
            return;
        }
        trainer.Resume(from.FullName);
        Console.WriteLine(FormattableString.Invariant($"Going on after step {trainer.Step:#,0}, from {from.FullName}"));
    }

    private sealed class Steps(IProgress<TrainingStatus> bar, int epochs) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => bar.Report(new TrainingStatus(
            value.Epoch + 1, epochs, value.Step, value.TotalSteps, value.Loss, value.ActiveCount, value.ImageCount));
    }
}
