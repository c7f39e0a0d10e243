namespace TorchSharp.Siamese.Models.Insight.Symptoms;

/// <summary>Embeddings on a line: most of their dimensions are lost.</summary>
internal sealed class FewDimensions : Symptom
{
    /// <summary>Points of effective rank 2 fill a plane evenly; below it they lie about a line.</summary>
    public const double Few = 2;

    /// <summary>Classes and dimensions from which on a line is too little.</summary>
    private const int Enough = 4;

    private long _first;      // step of the first look that found few

    public override double[] State
    {
        get => [_first];
        set => _first = (long)value[0];
    }

    /// <summary>Takes in an effective rank.</summary>
    public Finding? Rank(double rank, long dimensions, double scale, MonitorContext context)
    {
        if (!(rank < Few) || dimensions < Enough || context.ClassCount < Enough)
        {
            _first = 0;
            return null;
        }
        if (_first == 0)
            _first = context.StepCount;
        if (context.StepCount - _first < context.Patience)
            return null;
        return MarginOutOfReach.Flattened(rank, scale, context) ?? new Finding(
            FindingCause.LowRank, FindingSeverity.Warning,
            "The embeddings use hardly any of their dimensions: they lie about a line.",
            Text($"effective rank {rank:0.0} of {dimensions} dimensions at step {context.StepCount}, for {context.StepCount - _first} steps; {context.ClassCount} classes"),
            Text($"an effective rank (e to the entropy of the variances along the principal axes) below {Few} for {context.Patience} steps, with {Enough} classes or more"),
            "Lower the learning rate and the margin; add batch normalisation before the embedding; look whether the last layer is preceded by a very narrow one.");
    }
}
