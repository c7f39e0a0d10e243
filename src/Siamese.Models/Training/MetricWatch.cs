namespace TorchSharp.Siamese.Models.Training;

/// <summary>Keeps the best value of a metric and counts the evaluations since.</summary>
internal sealed class MetricWatch(WatchedMetric? metric)
{
    /// <summary>Best value, after how many steps it came, and how many evaluations ago.</summary>
    public (double? Best, long? Step, int Since) State { get; set; }

    public bool IsOver => metric?.Patience is { } patience && State.Since >= patience;

    /// <summary>The watched one of the metrics; NaN where none is watched.</summary>
    public double ValueOf(IReadOnlyDictionary<string, double> metrics)
    {
        if (metric is null)
            return double.NaN;
        return metrics.TryGetValue(metric.Name, out var value)
            ? value
            : throw new InvalidOperationException(
                $"Needs the watched metric '{metric.Name}' from every evaluation, got {string.Join(", ", metrics.Keys.Select(name => $"'{name}'"))}.");
    }

    /// <summary>Takes note of a value; says whether it is the best. NaN never is.</summary>
    public bool Record(double value, long step)
    {
        if (metric is null)
            return false;
        var gain = metric.Better == MetricDirection.Higher ? value - State.Best : State.Best - value;
        var isBest = double.IsFinite(value) && (State.Best is null || (gain > 0 && gain >= metric.LeastGain));
        State = isBest ? (value, step, 0) : (State.Best, State.Step, State.Since + 1);
        return isBest;
    }
}
