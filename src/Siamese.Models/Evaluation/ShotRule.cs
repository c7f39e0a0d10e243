namespace TorchSharp.Siamese.Models.Evaluation;

/// <summary>How the distances of a query to the support images of a class become one.</summary>
public enum ShotRule
{
    /// <summary>The nearest support image counts.</summary>
    Nearest,

    /// <summary>The mean of the distances counts.</summary>
    MeanDistance,
}
