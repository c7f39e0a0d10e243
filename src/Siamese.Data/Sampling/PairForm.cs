namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>Which pairs a plan counts as different.</summary>
public enum PairForm
{
    /// <summary>Each two samples are one pair, whichever comes first; which does is random. No sample is paired with itself.</summary>
    Unordered,

    /// <summary>As a double loop over the samples finds them: (i, j) and (j, i) both come, and every (i, i). For comparison only.</summary>
    OrderedWithSelf,
}
