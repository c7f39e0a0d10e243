namespace TorchSharp.Siamese.Data.Labels;

/// <summary>What two samples are to each other.</summary>
public enum PairRelation
{
    /// <summary>Neither: the two are never put together as a positive or a negative pair.</summary>
    Ignored,

    /// <summary>They belong together.</summary>
    Positive,

    /// <summary>They do not.</summary>
    Negative,

    /// <summary>They do not, although they are close: a negative that is worth more than another one.</summary>
    HardNegative,
}
