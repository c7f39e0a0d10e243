using TorchSharp.Siamese.Models.Training;

namespace TorchSharp.Siamese.Models.Insight.Symptoms;

/// <summary>A loss or embeddings that are no numbers, and the learning rate as the reason where it is one.</summary>
internal sealed class NotFinite : Symptom
{
    /// <summary>Growth of the embeddings from which on they were thrown out of the numbers.</summary>
    private const double Grown = 10;

    /// <summary>Steps within which a network that began with numbers loses them by its learning rate, grown or not.</summary>
    private const int Early = 50;

    public override double[] State { get => []; set { } }

    public override Finding? See(in StepFigures step, MonitorContext context)
    {
        if (double.IsFinite(step.Loss) && double.IsFinite(step.Norm))
            return null;
        var evidence = Text($"step {step.Step}: loss {Number(step.Loss)}, root mean squared norm of the embeddings {Number(step.Norm)}");
        return context.Growth >= Grown
            ? Thrown(evidence, context)
            : Made(evidence, "Go back to the last checkpoint with a tenth of the learning rate; clip gradients; look for NaN or extreme values in the images of this step.");
    }

    /// <summary>Why the trainer stopped.</summary>
    public static Finding? Stopped(TrainingStoppedException stopped, MonitorContext context)
    {
        var place = Text($"batch {stopped.Batch} of epoch {stopped.Epoch}, after {context.StepCount} steps");
        return stopped.Reason switch
        {
            TrainingStopReason.ImagesNotFinite => Made(
                $"{place}: images of the batch hold NaN or infinity", "Look at the images of this batch and at the augmentation; the network was sound up to here."),
            TrainingStopReason.ExplodingGradient => Thrown($"{place}: the norm of the gradient left the usual and did not come back", context),
            TrainingStopReason.NotFinite when context.StepCount > 0 && (context.Growth >= Grown || context.StepCount <= Early)
                => Thrown($"{place}: a loss, gradient or embedding is NaN or infinite, although the images are finite", context),
            TrainingStopReason.NotFinite => Made(
                $"{place}: a loss, gradient or embedding is NaN or infinite, although the images are finite",
                "Go back to the last checkpoint with a tenth of the learning rate; clip gradients; look for functions of infinite slope, such as a root or a logarithm at 0, in a loss of your own."),
            _ => null,
        };
    }

    private static Finding Thrown(string evidence, MonitorContext context) => new(
        FindingCause.LearningRateTooHigh, FindingSeverity.Failure,
        "The learning rate is too high: the training has left the numbers.",
        Text($"{evidence}; norm of the embeddings {Number(context.Norms.First)} in the first step, {Number(context.Norms.Last)} in the last that had one (learning rate {Number(context.LastRate)})"),
        Text($"a loss, gradient or embedding that is no number, or a gradient a hundred times the usual, within the first {Early} steps or after the embeddings or their distances grew {Grown}-fold"),
        "Start again with a tenth of the learning rate, or raise it slowly over the first hundred steps; clip the norm of the gradients.");

    private static Finding Made(string evidence, string advice) => new(
        FindingCause.NotFinite, FindingSeverity.Failure,
        "The training has left the numbers: a loss or an embedding is NaN or infinite.",
        evidence, "every loss and every embedding is to be finite", advice);
}
