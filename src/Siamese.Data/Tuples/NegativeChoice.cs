namespace TorchSharp.Siamese.Data.Tuples;

/// <summary>Which sets of negatives a tuplet may have.</summary>
public enum NegativeChoice
{
    /// <summary>Any different samples outside the anchor's class; several may share a class.</summary>
    AnyClass,

    /// <summary>Samples of different classes, at most one of each, none of the anchor's.</summary>
    DistinctClasses,
}
