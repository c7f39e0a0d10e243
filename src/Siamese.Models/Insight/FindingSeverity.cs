namespace TorchSharp.Siamese.Models.Insight;

/// <summary>How much a <see cref="Finding"/> matters, least first.</summary>
public enum FindingSeverity
{
    /// <summary>Worth knowing: nothing is broken, but a figure may mean less than it seems to.</summary>
    Note,

    /// <summary>The result is worse, or looks better, than it could: mend it before relying on the figures.</summary>
    Warning,

    /// <summary>The network cannot learn, or its answers mean nothing, until this is mended.</summary>
    Failure,
}
