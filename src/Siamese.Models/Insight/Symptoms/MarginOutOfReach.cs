namespace TorchSharp.Siamese.Models.Insight.Symptoms;

/// <summary>A margin that the embeddings cannot have, or that they only chase.</summary>
internal sealed class MarginOutOfReach : Symptom
{
    /// <summary>Share of the margin that the distances must reach.</summary>
    private const double Far = 0.2;

    /// <summary>Share of tuples active.</summary>
    private const double AllActive = 0.99;

    /// <summary>Growth of distances that shows that the network tries.</summary>
    private const double Grown = 5;

    /// <summary>Without such growth the state must last so many times longer.</summary>
    private const int Longer = 4;

    /// <summary>Growth that cost the embeddings their dimensions.</summary>
    private const double Blown = 10;

    private long _since;

    public override double[] State
    {
        get => [_since];
        set => _since = (long)value[0];
    }

    public override Finding? See(in StepFigures step, MonitorContext context)
    {
        if (context.Margin is not { } margin || double.IsNaN(margin.EuclideanGap))
            return null;
        var gap = margin.EuclideanGap;
        if (context.IsBounded)
            return null;
        var collapsing = step.Scale < 0.25 * context.FirstScale;
        _since = step.Scale < Far * gap && step.ActiveShare >= AllActive && !collapsing ? _since + 1 : 0;
        var tries = step.Scale >= Grown * context.FirstScale;
        if (_since >= context.Patience && (tries || _since >= Longer * context.Patience))
            return Made(
                Text($"for {_since} steps up to step {step.Step}: mean distance of two embeddings {Number(step.Scale)} (at the start {Number(context.FirstScale)}), margin {margin}, {100 * step.ActiveShare:0.#} % of the tuples active"),
                Text($"distances below {100 * Far} % of the margin with {100 * AllActive} % of the tuples active for {context.Patience} steps, although they grew {Grown}-fold (or for {Longer * context.Patience} steps)"));
        return null;
    }

    public override Finding? Look(BatchProbe probe, MonitorContext context)
    {
        if (context.Margin is not { IsBounded: true } margin || double.IsNaN(margin.EuclideanGap) || context.ClassCount < 2)
            return null;
        var largest = LossMargin.LargestOnSphere(context.ClassCount);
        return margin.EuclideanGap <= largest
            ? null
            : Made(
                Text($"margin {margin}, as a distance on the unit sphere {Number(margin.EuclideanGap)}"),
                Text($"{Number(largest)}: the corners of a regular simplex, √(2C/(C − 1)), the farthest that {context.ClassCount} classes can all lie from each other on the unit sphere"));
    }

    /// <summary>The embeddings were blown up towards the margin and lost their dimensions on the way.</summary>
    public static Finding? Flattened(double rank, double scale, MonitorContext context)
        => context.Margin is { IsBounded: false } margin && margin.EuclideanGap >= Blown * context.FirstScale && scale >= Blown * context.FirstScale
            ? Made(
                Text($"mean distance of two embeddings {Number(scale)} (at the start {Number(context.FirstScale)}), margin {margin}, effective rank {rank:0.0}"),
                Text($"a margin and distances of more than {Blown} times the first distances, while the effective rank stays below {FewDimensions.Few}"))
            : null;

    private static Finding Made(string evidence, string threshold) => new(
        FindingCause.MarginTooLarge, FindingSeverity.Failure,
        "The margin is too large: the loss asks for distances that the embeddings do not have.",
        evidence, threshold,
        "Normalise the embeddings and use a margin of 0.1 to 0.5 (contrastive losses: up to 1), or, without normalising, one of about the mean distance of two embeddings before training.");
}
