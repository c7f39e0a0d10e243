namespace TorchSharp.Siamese.Data.Labels;

/// <summary>What is dealt to one side of a split or the other as a whole.</summary>
public enum SplitBy
{
    /// <summary>Single samples, whatever their class.</summary>
    Sample,

    /// <summary>Single samples, the same share of every class; every class is on both sides.</summary>
    StratifiedSample,

    /// <summary>Whole classes: the sides have no class in common, as one-shot learning asks for.</summary>
    Class,

    /// <summary>Whole groups: an alphabet, a drawer, a recording session.</summary>
    Group,
}
