namespace TorchSharp.Siamese.Models.Insight.Symptoms;

/// <summary>All embeddings nearly equal, for long: collapse.</summary>
internal sealed class FallenTogether : Symptom
{
    /// <summary>Share of the distance asked for below which the embeddings count as one point, if they once were <see cref="Shrunk"/> apart.</summary>
    private const double Tiny = 0.05;

    /// <summary>Share of the first distances that is left then: a network that starts small is no collapse.</summary>
    private const double Shrunk = 0.25;

    /// <summary>The same with more of the distance asked for left, but less of the first.</summary>
    private const double Small = 0.25;
    private const double NearlyGone = 0.1;

    /// <summary>Share of the first distances, where nothing says how far apart embeddings should be.</summary>
    private const double TinyOfFirst = 0.02;

    /// <summary>Share of the norm of the embeddings below which even a network that started so counts.</summary>
    private const double NeverApart = 1e-3;

    /// <summary>How near the margin the loss has to be to be stuck there, and with how many of the tuples active.</summary>
    private const double AtMargin = 0.05;
    private const double AllActive = 0.9;

    /// <summary>Area under the curve: with more than that the embeddings are not equal, but far from their margin.</summary>
    private const double Guessing = 0.6;

    private long _since, _stuck;
    private double _activeSum;

    public override double[] State
    {
        get => [_since, _stuck, _activeSum];
        set => (_since, _stuck, _activeSum) = ((long)value[0], (long)value[1], value[2]);
    }

    public override Finding? See(in StepFigures step, MonitorContext context)
    {
        var (limit, words) = Limit(context);
        var fallen = step.Scale < limit;
        var never = step.Scale < NeverApart * (context.IsBounded ? 1 : step.Norm);
        if (!fallen && !never)
        {
            (_since, _activeSum) = (0, 0);
            return Stuck(step, context);
        }
        _activeSum += step.ActiveShare;
        if (++_since < context.Patience)
            return null;
        var margin = IsAtMargin(step, context)
            ? Text($"; the loss, {Number(step.Loss)}, is the margin itself, what equal embeddings cost") : "";
        return Made(
            Text($"for {_since} steps up to step {step.Step}: mean distance of two embeddings {Number(step.Scale)}, {Number(context.FirstScale)} at the start; {100 * _activeSum / _since:0} % of the tuples active{margin}"),
            never && !fallen
                ? Text($"a mean distance below {NeverApart} of the norm of the embeddings for {context.Patience} steps")
                : Text($"a mean distance below {Number(limit)} ({words}) for {context.Patience} steps"));
    }

    /// <summary>A loss that stays at its margin, while same and different are not told apart: its tuples compare what is equal.</summary>
    private Finding? Stuck(in StepFigures step, MonitorContext context)
    {
        _stuck = IsAtMargin(step, context) && step.ActiveShare >= AllActive && context.LastAuc < Guessing ? _stuck + 1 : 0;
        return _stuck < context.Patience ? null : Made(
            Text($"for {_stuck} steps up to step {step.Step} the loss, now {Number(step.Loss)}, was the margin itself, what equal embeddings cost, with {100 * AllActive} % of the tuples active or more; area under the curve {context.LastAuc:0.000}, mean distance of two embeddings {Number(step.Scale)}, {Number(context.FirstScale)} at the start"),
            Text($"a loss within {100 * AtMargin} % of its margin for {context.Patience} steps with an area under the curve below {Guessing}"));
    }

    private static bool IsAtMargin(in StepFigures step, MonitorContext context)
        => context.Margin is { } asked && Math.Abs(step.Loss - asked.Gap) < AtMargin * asked.Gap;

    private static Finding Made(string evidence, string threshold) => new(
        FindingCause.Collapse, FindingSeverity.Failure,
        "The embeddings have collapsed: all images get nearly the same one.",
        evidence, threshold,
        "Check that the batches hold images of different classes and that the loss sees pairs of both kinds. With hardest negatives start with all or semi-hard ones and change over later (some such trainings free themselves after some hundred steps); normalise the embeddings; lower the learning rate.");

    private static (double Limit, string Words) Limit(MonitorContext context)
    {
        var first = context.FirstScale;
        var asked = context.Margin?.EuclideanGap ?? double.NaN;
        if (context.IsBounded)
            asked = Math.Min(double.IsNaN(asked) ? double.PositiveInfinity : asked, Math.Sqrt(2));
        if (double.IsNaN(asked))
            return (TinyOfFirst * first, Text($"{100 * TinyOfFirst} % of that at the start"));
        var limit = Math.Max(Math.Min(Tiny * asked, Shrunk * first), Math.Min(Small * asked, NearlyGone * first));
        return (limit, Text($"{100 * Tiny} % of the {Number(asked)} asked for and {100 * Shrunk} % of that at the start, or {100 * Small} % and {100 * NearlyGone} %"));
    }
}
