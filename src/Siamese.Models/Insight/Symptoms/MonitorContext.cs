namespace TorchSharp.Siamese.Models.Insight.Symptoms;

/// <summary>What all symptoms know: the settings, where the training stands, and how it began.</summary>
internal sealed class MonitorContext
{
    private const int FirstSteps = 3;

    private readonly List<double> _firstScales = [];
    private readonly List<double> _firstNorms = [];
    private double _lastScale = double.NaN, _lastNorm = double.NaN;

    public MonitorContext(LossMargin? margin, bool bounded, int patience)
        => (Margin, IsBounded, Patience, BasePatience) = (margin, bounded, patience, patience);

    public LossMargin? Margin { get; }

    /// <summary>Whether the loss looks at directions only.</summary>
    public bool IsBounded { get; }

    /// <summary>Steps that a state must last.</summary>
    public int Patience { get; private set; }

    private int BasePatience { get; }

    /// <summary>Steps seen.</summary>
    public long StepCount { get; private set; }

    /// <summary>Area under the curve of the last batch that was looked at; NaN before.</summary>
    public double LastAuc { get; set; } = double.NaN;

    /// <summary>Effective rank of the last batch of which it was computed; NaN before.</summary>
    public double LastRank { get; set; } = double.NaN;

    /// <summary>Learning rate of the last step; NaN before the first.</summary>
    public double LastRate { get; private set; } = double.NaN;

    /// <summary>Number of classes that have come.</summary>
    public int ClassCount { get; set; }

    /// <summary>Scale of the embeddings in the first three steps; NaN before the first.</summary>
    public double FirstScale => _firstScales.Count == 0 ? double.NaN : _firstScales.Average();

    /// <summary>How many times as large as at the very first the embeddings, or their distances, were when they last were numbers; 1 or less where they did not grow.</summary>
    public double Growth => _firstScales.Count == 0 ? 1 : new[] { 1, _lastScale / _firstScales[0], _lastNorm / _firstNorms[0] }.Where(double.IsFinite).Max();

    /// <summary>Norm of the embeddings in the first step and when it last was a number; NaN before the first.</summary>
    public (double First, double Last) Norms => (_firstNorms.Count == 0 ? double.NaN : _firstNorms[0], _lastNorm);

    public double[] State
    {
        get => [StepCount, LastAuc, LastRank, LastRate, _lastScale, _lastNorm, _firstScales.Count, .. _firstScales, .. _firstNorms];
        set
        {
            (StepCount, LastAuc, LastRank) = ((long)value[0], value[1], value[2]);
            (LastRate, _lastScale, _lastNorm) = (value[3], value[4], value[5]);
            var count = (int)value[6];
            _firstScales.Clear();
            _firstNorms.Clear();
            _firstScales.AddRange(value[7..(7 + count)]);
            _firstNorms.AddRange(value[(7 + count)..]);
        }
    }

    /// <summary>A long training has more patience.</summary>
    public void Begin(long totalSteps) => Patience = (int)Math.Clamp(totalSteps / 20, BasePatience, Math.Max(BasePatience, 1_000));

    public void Count(in StepFigures step)
    {
        StepCount++;
        LastRate = step.LearningRate;
        if (!double.IsFinite(step.Scale) || !double.IsFinite(step.Norm))
            return;
        (_lastScale, _lastNorm) = (step.Scale, step.Norm);
        if (_firstScales.Count == FirstSteps)
            return;
        _firstScales.Add(step.Scale);
        _firstNorms.Add(step.Norm);
    }
}
