namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Where <see cref="MarginLoss"/> has its boundary β from.</summary>
public enum MarginBoundary
{
    /// <summary>A given number.</summary>
    Fixed,

    /// <summary>One number, learnt.</summary>
    Learnt,

    /// <summary>One number per class of the anchor, learnt.</summary>
    LearntPerClass,
}
