namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>A plan whose state also holds the feedback of an epoch.</summary>
internal interface IFeedbackSource : IFingerprinted
{
    /// <summary>The feedback that holds in an epoch; null for none.</summary>
    ClassFeedback? FeedbackIn(int epoch);
}
