namespace TorchSharp.Siamese.Models.Insight.Symptoms;

/// <summary>A loss or embeddings that are no numbers.</summary>
internal sealed class NotFinite : Symptom
{
    public override double[] State { get => []; set { } }

    public override Finding? See(in StepFigures step, MonitorContext context)
    {
        if (double.IsFinite(step.Loss) && double.IsFinite(step.Norm))
            return null;
        return new Finding(
            FindingCause.NotFinite, FindingSeverity.Failure,
            "The training has left the numbers: a loss or an embedding is NaN or infinite.",
            Text($"step {step.Step}: loss {Number(step.Loss)}, root mean squared norm of the embeddings {Number(step.Norm)}"),
            "every loss and every embedding is to be finite",
            "Go back to the last checkpoint with a tenth of the learning rate; clip gradients; look for NaN or extreme values in the images of this step.");
    }
}
