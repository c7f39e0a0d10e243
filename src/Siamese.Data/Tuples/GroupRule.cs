namespace TorchSharp.Siamese.Data.Tuples;

/// <summary>How the group of a sample (alphabet, drawer, session) must compare with the anchor's.</summary>
public enum GroupRule
{
    /// <summary>Groups do not matter.</summary>
    Any,

    /// <summary>The same group: a negative of the same alphabet.</summary>
    Same,

    /// <summary>Another group: a positive by another drawer.</summary>
    Different,
}
