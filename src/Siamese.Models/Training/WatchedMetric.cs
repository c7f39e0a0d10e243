using TorchSharp.Siamese.Data;

namespace TorchSharp.Siamese.Models.Training;

/// <summary>The metric that decides which state of a training is the best, and when to stop.</summary>
/// <param name="Name">One of those that the evaluation returns.</param>
/// <param name="Better">Which values are better.</param>
public sealed record WatchedMetric(string Name, MetricDirection Better = MetricDirection.Higher)
{
    /// <summary>After how many evaluations in a row without a better value the training ends, 1 or more; null for never.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int? Patience
    {
        get;
        init => field = value is null ? null : Check.Between(value.Value, 1, int.MaxValue, nameof(Patience));
    }

    /// <summary>By how much a value must be better than the best so far, 0 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or not finite.</exception>
    public double LeastGain
    {
        get;
        init => field = Check.Between(Check.Finite(value, nameof(LeastGain)), 0, double.MaxValue, nameof(LeastGain));
    }
}
