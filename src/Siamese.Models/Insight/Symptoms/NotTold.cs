namespace TorchSharp.Siamese.Models.Insight.Symptoms;

/// <summary>A training that does not begin to tell same from different.</summary>
internal sealed class NotTold : Symptom
{
    /// <summary>Area under the curve; 0.5 is guessing.</summary>
    private const double Guessing = 0.6;

    /// <summary>Looks taken together.</summary>
    private const int Looks = 8;

    /// <summary>Steps before judging, as a multiple of the patience.</summary>
    private const int Late = 4;

    private readonly Queue<double> _areas = [];

    public override double[] State
    {
        get => [.. _areas];
        set
        {
            _areas.Clear();
            foreach (var area in value)
                _areas.Enqueue(area);
        }
    }

    public override Finding? Look(BatchProbe probe, MonitorContext context)
    {
        if (double.IsNaN(probe.Auc))
            return null;
        _areas.Enqueue(probe.Auc);
        if (_areas.Count > Looks)
            _areas.Dequeue();
        if (_areas.Count < Looks || context.StepCount < Late * context.Patience || _areas.Average() >= Guessing)
            return null;
        return new Finding(
            FindingCause.Overlap, FindingSeverity.Failure,
            "The network does not learn to tell same from different.",
            Text($"area under the curve {_areas.Average():0.000} on average over the last {Looks} batches looked at, up to step {context.StepCount}"),
            Text($"{Guessing} after {Late * context.Patience} steps; 0.5 is guessing"),
            "Check that labels belong to their images (look at a few batches) and that the images reach the network scaled to about 0 to 1; try to learn twenty images by heart; try another learning rate, ten times higher or lower.");
    }
}
