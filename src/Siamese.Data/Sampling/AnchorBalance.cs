namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>What a plan gives equal shares to.</summary>
public enum AnchorBalance
{
    /// <summary>Tuples: each is as likely as any other, so that large classes, which have more of them, come more often.</summary>
    Tuple,

    /// <summary>Classes: each is the anchor's class equally often, whatever its size; or as often as its weight says.</summary>
    Class,

    /// <summary>Samples: each is the anchor equally often, so that a class comes as often as it has samples.</summary>
    Instance,
}
