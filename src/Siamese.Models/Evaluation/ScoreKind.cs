namespace TorchSharp.Siamese.Models.Evaluation;

/// <summary>What a score of a pair means.</summary>
public enum ScoreKind
{
    /// <summary>Smaller is more alike: a pair is called the same where its score is at most the threshold.</summary>
    Distance,

    /// <summary>Larger is more alike: a pair is called the same where its score is at least the threshold.</summary>
    Similarity,
}
