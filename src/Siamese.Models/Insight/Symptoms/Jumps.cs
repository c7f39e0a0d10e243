namespace TorchSharp.Siamese.Models.Insight.Symptoms;

/// <summary>Single steps that change the embeddings beyond recognition: the learning rate is too high.</summary>
internal sealed class Jumps : Symptom
{
    /// <summary>Sound trainings change the scale of the embeddings less than twofold in a step, those that just recover four- to fivefold, broken ones seven- to a thousandfold.</summary>
    private const double Jump = 6;

    /// <summary>A jump lasts: two steps later at least this much of it is left. A single odd batch is back by then.</summary>
    private const double Left = 3;

    /// <summary>Embeddings that are thrown together in a step and do not come apart in the next ten: trainings that warm up too fast, but well enough, do.</summary>
    private const double Fall = 3;
    private const double StillFallen = 2;

    /// <summary>Share of the first size below which embeddings have fallen together, and changes are noise.</summary>
    private const double Noise = 0.01;

    /// <summary>Growth within ten steps that is an explosion, however even.</summary>
    private const double Explosion = 100;

    /// <summary>Growth of the loss over that of the first steps which is a divergence.</summary>
    private const double Divergence = 10;

    private const int Window = 10;
    private const int LossCount = 5;

    private readonly Queue<double> _scales = [];       // of the last steps, oldest first
    private readonly Queue<double> _norms = [];
    private readonly List<double> _firstLosses = [];
    private readonly Queue<double> _lastLosses = [];

    public override double[] State
    {
        get => [_scales.Count, _firstLosses.Count, _lastLosses.Count, .. _scales, .. _norms, .. _firstLosses, .. _lastLosses];
        set
        {
            var (window, first, last) = ((int)value[0], (int)value[1], (int)value[2]);
            var rest = value[3..];
            Refill(_scales, rest[..window]);
            Refill(_norms, rest[window..(2 * window)]);
            _firstLosses.Clear();
            _firstLosses.AddRange(rest[(2 * window)..(2 * window + first)]);
            Refill(_lastLosses, rest[(2 * window + first)..(2 * window + first + last)]);
        }
    }

    public override Finding? See(in StepFigures step, MonitorContext context)
    {
        if (!double.IsFinite(step.Loss) || !double.IsFinite(step.Norm))
            return null;
        Push(_scales, step.Scale, Window + 1);
        Push(_norms, step.Norm, Window + 1);
        Push(_lastLosses, step.Loss, LossCount);
        if (_firstLosses.Count < LossCount)
            _firstLosses.Add(step.Loss);
        var diverged = Exploded(_scales, context.FirstScale, "the mean distance of two embeddings") ?? Exploded(_norms, context.Norms.First, "the norm of the embeddings") ?? Diverged();
        var evidence = diverged ?? Jumped(_scales, context.FirstScale, "the mean distance of two embeddings") ?? Jumped(_norms, context.Norms.First, "the norm of the embeddings")
            ?? Fallen(_scales, context.FirstScale);
        if (evidence is null)
            return null;
        var gradient = double.IsNaN(step.GradientNorm) ? "" : $", gradient norm {Number(step.GradientNorm)}";
        return new Finding(
            FindingCause.LearningRateTooHigh, diverged is null ? FindingSeverity.Warning : FindingSeverity.Failure,
            "The learning rate is too high: single steps throw the embeddings about.",
            Text($"up to step {step.Step}: {evidence} (learning rate {Number(step.LearningRate)}{gradient})"),
            Text($"a step that changes the scale of the embeddings {Jump}-fold or more and is not undone in the next, or shrinks it {Fall}-fold for {Window} steps, {Explosion}-fold growth in {Window} steps, or a loss {Divergence} times that of the first steps; steps of sound trainings stay below 2-fold"),
            "Start again with a tenth of the learning rate, or raise it slowly over the first hundred steps; clip the norm of the gradients. What the network started from is lost; it may recover, but hardly gets as good.");
    }

    private static string? Jumped(Queue<double> values, double first, string what)
    {
        if (values.Count < 3)
            return null;
        // The median of up to three steps before: the way back from an odd batch is no jump.
        var before = Median([.. values.SkipLast(2).TakeLast(3)]);
        var (after, later) = (values.ElementAt(values.Count - 2), values.Last());
        var (change, left) = (after / before, later / before);
        return before > Noise * first && ((change >= Jump && left >= Left) || (change <= 1 / Jump && left <= 1 / Left))
            ? $"{what} went from {Number(before)} to {Number(after)} in one step"
            : null;
    }

    private static string? Fallen(Queue<double> scales, double first)
    {
        if (scales.Count <= Window || !(scales.Peek() > Noise * first))
            return null;
        var (before, after) = (scales.Peek(), scales.ElementAt(1));
        return after <= before / Fall && scales.Skip(1).All(scale => scale <= before / StillFallen)
            ? $"the mean distance of two embeddings went from {Number(before)} to {Number(after)} in one step, and to no more than {Number(scales.Skip(1).Max())} in {Window}"
            : null;
    }

    private static string? Exploded(Queue<double> values, double first, string what)
        => values.Count > Window && values.Last() >= Explosion * values.Peek() && values.Last() > first
            ? $"{what} grew from {Number(values.Peek())} to {Number(values.Last())} in {Window} steps"
            : null;

    private string? Diverged()
    {
        if (_firstLosses.Count < LossCount)
            return null;
        var (first, last) = (Median(_firstLosses), Median(_lastLosses));
        return first > 0 && last >= Divergence * first ? $"the loss rose from {Number(first)} to {Number(last)}" : null;
    }

    private static double Median(IReadOnlyCollection<double> values) => values.Order().ElementAt(values.Count / 2);

    private static void Push(Queue<double> values, double value, int count)
    {
        values.Enqueue(value);
        if (values.Count > count)
            values.Dequeue();
    }

    private static void Refill(Queue<double> values, double[] from)
    {
        values.Clear();
        foreach (var value in from)
            values.Enqueue(value);
    }
}
