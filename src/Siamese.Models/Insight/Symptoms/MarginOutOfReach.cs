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

    /// <summary>Spread of the norms below which the network itself puts its embeddings on a sphere; single precision has 1e-7.</summary>
    private const double Sphere = 1e-5;

    /// <summary>Margin over the first norm of the embeddings that costs accuracy, however it ends.</summary>
    private const double FarAway = 10;

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
        if (OnSphere(step, gap, margin, context) is { } beyond)
            return beyond;
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
        if (context.Margin is not { } margin || double.IsNaN(margin.EuclideanGap) || context.ClassCount < 2)
            return null;
        if (!margin.IsBounded)
            return TooFar(margin, context);
        var largest = LossMargin.LargestOnSphere(context.ClassCount);
        return margin.EuclideanGap <= largest
            ? null
            : Made(
                Text($"margin {margin}, as a distance on the unit sphere {Number(margin.EuclideanGap)}"),
                Text($"{Number(largest)}: the corners of a regular simplex, √(2C/(C − 1)), the farthest that {context.ClassCount} classes can all lie from each other on the unit sphere"));
    }

    /// <summary>A margin of another order than the embeddings: most of the training goes into blowing them up.</summary>
    private static Finding? TooFar(LossMargin margin, MonitorContext context)
    {
        var first = Math.Max(context.Norms.First, context.FirstScale);
        return margin.EuclideanGap >= FarAway * first
            ? Made(
                Text($"margin {margin}; at the start the embeddings had a norm of {Number(context.Norms.First)} and a mean distance of {Number(context.FirstScale)}"),
                Text($"{FarAway} times the first norm: training spends its steps on blowing the embeddings up")) with { Severity = FindingSeverity.Warning }
            : null;
    }

    /// <summary>A loss that knows of no sphere, on embeddings that the network has put on one.</summary>
    private static Finding? OnSphere(in StepFigures step, double gap, LossMargin margin, MonitorContext context)
    {
        if (!(step.NormSpread < Sphere) || step.Scale < 1e-3 * step.Norm || context.ClassCount < 2)
            return null;
        var largest = step.Norm * LossMargin.LargestOnSphere(context.ClassCount);
        return gap <= largest ? null : Made(
            Text($"margin {margin}, and all embeddings of step {step.Step} have the norm {Number(step.Norm)}: the network normalises them"),
            Text($"{Number(largest)}: the farthest that {context.ClassCount} classes can all lie from each other on that sphere, √(2C/(C − 1)) times its radius"));
    }

    /// <summary>The embeddings were blown up towards the margin and lost their dimensions on the way.</summary>
    public static Finding? Flattened(double rank, double scale, MonitorContext context)
        => context.Margin is { IsBounded: false } margin && margin.EuclideanGap >= Blown * Math.Max(context.FirstScale, context.Norms.First) && scale >= Blown * context.FirstScale
            ? Made(
                Text($"mean distance of two embeddings {Number(scale)} (at the start {Number(context.FirstScale)}), margin {margin}, effective rank {rank:0.0}"),
                Text($"a margin of more than {Blown} times the first distances and norm, and distances that grew as much, while the effective rank stays below {FewDimensions.Few}"))
            : null;

    private static Finding Made(string evidence, string threshold) => new(
        FindingCause.MarginTooLarge, FindingSeverity.Failure,
        "The margin is too large: the loss asks for distances that the embeddings do not have.",
        evidence, threshold,
        "Normalise the embeddings and use a margin of 0.1 to 0.5 (contrastive losses: up to 1), or, without normalising, one of about the mean distance of two embeddings before training.");
}
