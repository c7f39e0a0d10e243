namespace TorchSharp.Siamese.Models.Evaluation;

/// <summary>What a threshold is chosen for.</summary>
public enum ThresholdRule
{
    /// <summary>The fewest errors over all pairs.</summary>
    BestAccuracy,

    /// <summary>As large a share of same-class pairs rejected as of different-class pairs accepted.</summary>
    EqualErrorRate,

    /// <summary>The most same-class pairs accepted while at most a given share of different-class pairs is.</summary>
    FalseAcceptRate,
}
