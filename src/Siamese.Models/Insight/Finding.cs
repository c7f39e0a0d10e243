namespace TorchSharp.Siamese.Models.Insight;

/// <summary>One thing that is wrong with a training or with trained embeddings, and why it is thought so.</summary>
/// <param name="Cause">What is wrong.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Title">One plain sentence: what is wrong.</param>
/// <param name="Evidence">The measured numbers, with what they were measured on.</param>
/// <param name="Threshold">The limit that the numbers crossed, and where the limit comes from.</param>
/// <param name="Advice">What to try first.</param>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed record Finding(
    FindingCause Cause,
    FindingSeverity Severity,
    string Title,
    string Evidence,
    string Threshold,
    string Advice)
{
    /// <summary>Title, evidence, threshold and advice, in four lines.</summary>
    public override string ToString()
        => $"{Severity}: {Title}\n  measured: {Evidence}\n  limit: {Threshold}\n  try: {Advice}";
}
