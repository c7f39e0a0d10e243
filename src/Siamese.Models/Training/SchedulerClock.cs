using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Training;

/// <summary>Steps a scheduler, and brings a fresh one to where another was: TorchSharp's have no state that could be saved.</summary>
internal sealed class SchedulerClock(optim.lr_scheduler.LRScheduler? scheduler, SchedulerTiming timing)
{
    private readonly List<double> _metrics = [];
    private readonly bool _takesMetric = scheduler is not null && TakesMetric(scheduler);

    /// <summary>Steps made, and the metrics that they were made with.</summary>
    public (long Steps, IReadOnlyList<double> Metrics) Made => (_steps, _metrics);

    private long _steps;

    public void Tick(SchedulerTiming now, double metric = double.NaN)
    {
        if (scheduler is null || now != timing)
            return;
        if (now == SchedulerTiming.EveryEvaluation)
            _metrics.Add(metric);
        if (_takesMetric)
            scheduler.step(metric);
        else
            scheduler.step();
        _steps++;
    }

    /// <summary>Whether a scheduler goes by a metric, as ReduceLROnPlateau does: it has a step of its own for one. That of the others fails where they have no optimiser, as ChainedLR.</summary>
    public static bool TakesMetric(optim.lr_scheduler.LRScheduler scheduler)
        => scheduler.GetType().GetMethod(nameof(scheduler.step), [typeof(double), typeof(int?)])?.DeclaringType != typeof(optim.lr_scheduler.LRScheduler);

    /// <summary>Steps as another did: the rates are then the same to the last bit, whatever the kind of scheduler.</summary>
    public void Replay(long steps, IReadOnlyList<double> metrics)
    {
        for (var i = 0; i < steps; i++)
            Tick(timing, i < metrics.Count ? metrics[i] : double.NaN);
    }
}
