namespace TorchSharp.Siamese.TestSupport;

/// <summary>Which golden values a test compares with.</summary>
public enum GoldenSet
{
    /// <summary>A few cases of every kind, kept in the tests.</summary>
    Extract,

    /// <summary>All cases, in the folder named by SIAMESE_GOLDEN, else in <c>../shared/golden</c>; tests are skipped where it is missing.</summary>
    Full,
}
