namespace TorchSharp.Siamese.Models.Insight.Symptoms;

/// <summary>What all symptoms know: the settings, where the training stands, and how it began.</summary>
internal sealed class MonitorContext
{
    private readonly List<double> _firstScales = [];

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

    /// <summary>Number of classes that have come.</summary>
    public int ClassCount { get; set; }

    /// <summary>Scale of the embeddings in the first three steps; NaN before the first.</summary>
    public double FirstScale => _firstScales.Count == 0 ? double.NaN : _firstScales.Average();

    public double[] State
    {
        get => [StepCount, LastAuc, LastRank, .. _firstScales];
        set
        {
            (StepCount, LastAuc, LastRank) = ((long)value[0], value[1], value[2]);
            _firstScales.Clear();
            _firstScales.AddRange(value[3..]);
        }
    }

    /// <summary>A long training has more patience.</summary>
    public void Begin(long totalSteps) => Patience = (int)Math.Clamp(totalSteps / 20, BasePatience, Math.Max(BasePatience, 1_000));

    public void Count(in StepFigures step)
    {
        StepCount++;
        if (_firstScales.Count < 3)
            _firstScales.Add(step.Scale);
    }
}
