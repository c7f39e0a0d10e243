namespace TorchSharp.Siamese.Data.Sources;

/// <summary>How <see cref="Omniglot"/> is opened.</summary>
public sealed record OmniglotOptions
{
    /// <summary>Which part is wanted. By default whatever the path holds; of a folder with several, the background set.</summary>
    public OmniglotSet? Set { get; init; }

    /// <summary>
    /// Whether every alphabet, character and drawing of the set must be there. True by default; else what is missing only
    /// shows in the report.
    /// </summary>
    public bool RequireWhole { get; init; } = true;
}
