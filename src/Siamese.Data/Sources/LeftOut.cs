namespace TorchSharp.Siamese.Data.Sources;

/// <summary>One thing that a source came across and did not take.</summary>
/// <param name="Name">Its path, as far as known; a folder stands for all that is in it.</param>
/// <param name="Reason">Why.</param>
/// <param name="Detail">What the system said, or what was found; null where the reason says it all.</param>
public sealed record LeftOut(string Name, LeftOutReason Reason, string? Detail = null)
{
    /// <summary>The name, the reason in words and the detail.</summary>
    public override string ToString() => $"'{Name}': {Words(Reason)}{(Detail is null ? string.Empty : $" ({Detail})")}";

    internal static string Words(LeftOutReason reason) => reason switch
    {
        LeftOutReason.OtherEnding => "other ending",
        LeftOutReason.OutsideClassFolders => "outside the class folders",
        LeftOutReason.HiddenFolder => "hidden folder",
        LeftOutReason.NotAskedFor => "not asked for",
        LeftOutReason.Unreadable => "cannot be read",
        LeftOutReason.LinkNotFollowed => "link not followed",
        LeftOutReason.LinkCycle => "link to a folder it lies in",
        LeftOutReason.BrokenLink => "link to nothing",
        LeftOutReason.UnusableName => "unusable name",
        LeftOutReason.Missing => "missing",
        LeftOutReason.Duplicate => "name that came before",
        LeftOutReason.ClimbsOut => "path that leaves the archive",
        LeftOutReason.Encrypted => "encrypted",
        LeftOutReason.UnknownMethod => "packed in an unknown way",
        LeftOutReason.Damaged => "damaged",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, $"Needs a LeftOutReason, got {reason}."),
    };
}
