namespace TorchSharp.Siamese.Models.Insight.Symptoms;

/// <summary>Batches that move no weight.</summary>
internal sealed class Idle : Symptom
{
    /// <summary>Share of batches without an active tuple.</summary>
    private const double Most = 0.9;

    /// <summary>Share of batches without any tuple.</summary>
    private const double Half = 0.5;

    /// <summary>From here on a batch counts as solved.</summary>
    private const double Solved = 0.99;

    private long _steps, _idle, _empty;

    public override double[] State
    {
        get => [_steps, _idle, _empty];
        set => (_steps, _idle, _empty) = ((long)value[0], (long)value[1], (long)value[2]);
    }

    /// <summary>Why the trainer stopped, if not found before.</summary>
    public Finding Stopped(MonitorContext context) => Unmoved(Text($"the trainer stopped after {context.StepCount} steps, the last of them all without an active tuple"), "the trainer's own limit of such steps in a row (IdleLimit)", context);

    public override Finding? See(in StepFigures step, MonitorContext context)
    {
        _steps++;
        _idle += step.Active == 0 ? 1 : 0;
        _empty += step.Tuples == 0 ? 1 : 0;
        if (_steps < context.Patience)
            return null;
        var (steps, idle, empty) = (_steps, _idle, _empty);
        (_steps, _idle, _empty) = (0, 0, 0);
        // A miner that finds nothing wrong gives no tuples: only where pairs are not told apart is that strange.
        var solved = context.LastAuc >= Solved;
        if (empty >= Half * steps && !solved)
            return new Finding(
                FindingCause.NoActiveTuples, FindingSeverity.Failure,
                "Most batches hold nothing to learn from: the loss gets no tuple.",
                Text($"{empty} of the {steps} steps up to step {step.Step} had no tuple"),
                Text($"half of {context.Patience} steps"),
                "Each batch needs two images of one class and one of another: use a P x K sampler with 2 or more images of each class, or a plan of pairs or triplets. If a miner chooses the tuples, let it choose easier ones.");
        if (idle < Most * steps)
            return null;
        return Unmoved(Text($"{idle} of the {steps} steps up to step {step.Step} had no active tuple"), Text($"{100 * Most} % of {context.Patience} steps"), context);
    }

    private static Finding Unmoved(string evidence, string threshold, MonitorContext context)
    {
        var solved = context.LastAuc >= Solved;
        return new Finding(
            FindingCause.NoActiveTuples, solved ? FindingSeverity.Note : FindingSeverity.Warning,
            solved ? "Training has nothing left to learn: all tuples already cost nothing." : "Hardly any batch moves the weights: its tuples cost nothing, although same and different are not told apart.",
            Text($"{evidence}; area under the curve in the last batch looked at {context.LastAuc:0.000}"),
            threshold,
            solved
                ? "Stop here, or make it harder: more classes in a batch, harder negatives, stronger augmentation, a larger margin."
                : "Let the miner choose harder tuples, or all of them, and raise the margin.");
    }
}
