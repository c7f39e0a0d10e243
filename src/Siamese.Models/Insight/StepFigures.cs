namespace TorchSharp.Siamese.Models.Insight;

/// <summary>Numbers of one training step.</summary>
/// <param name="Step">From 1.</param>
/// <param name="Loss">The loss.</param>
/// <param name="Tuples">Tuples priced.</param>
/// <param name="Active">Tuples with a loss.</param>
/// <param name="GradientNorm">NaN where it was not measured.</param>
/// <param name="LearningRate">Learning rate.</param>
/// <param name="Norm">Root of the mean squared norm of the embeddings.</param>
/// <param name="Scale">Root of the mean squared Euclidean distance of two embeddings, as the loss sees them (normalised if it normalises).</param>
/// <param name="NormSpread">Standard deviation of the norms over their mean: 0 on a sphere.</param>
internal readonly record struct StepFigures(
    long Step, double Loss, long Tuples, long Active, double GradientNorm, double LearningRate, double Norm, double Scale, double NormSpread)
{
    /// <summary>Share of active tuples; 0 without tuples.</summary>
    public double ActiveShare => Tuples > 0 ? (double)Active / Tuples : 0;
}
