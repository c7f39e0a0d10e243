namespace TorchSharp.Siamese.Models.Insight.Report;

/// <summary>A value over the steps of a training. Immutable.</summary>
public sealed class Curve
{
    /// <param name="chart">The chart it belongs in, such as "loss"; curves of one chart share its axes. Not empty.</param>
    /// <param name="name">What tells it from the other curves of the chart, such as "epoch mean". Not empty.</param>
    /// <param name="points">The values, steps not falling. Copied; those that are not finite are left out.</param>
    /// <exception cref="ArgumentException">A text is empty, or a step is smaller than the one before.</exception>
    public Curve(string chart, string name, IReadOnlyList<CurvePoint> points)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(chart);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(points);
        for (var i = 1; i < points.Count; i++)
        {
            if (points[i].Step < points[i - 1].Step)
                throw new ArgumentException($"Expected steps that do not fall, got {points[i - 1].Step} and then {points[i].Step}.", nameof(points));
        }
        (Chart, Name, Points) = (chart, name, [.. points.Where(point => double.IsFinite(point.Value))]);
    }

    /// <summary>The chart it belongs in.</summary>
    public string Chart { get; }

    /// <summary>What tells it from the other curves of the chart.</summary>
    public string Name { get; }

    /// <summary>The values, by step.</summary>
    public IReadOnlyList<CurvePoint> Points { get; }
}
