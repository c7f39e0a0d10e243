namespace TorchSharp.Siamese.Data.Sources;

/// <summary>Why a source did not take something that it came across.</summary>
public enum LeftOutReason
{
    /// <summary>A file whose name has none of the endings asked for.</summary>
    OtherEnding,

    /// <summary>An image that lies beside the class folders, not in one.</summary>
    OutsideClassFolders,

    /// <summary>A class folder whose name begins with a dot, or <c>__MACOSX</c> in an archive.</summary>
    HiddenFolder,

    /// <summary>A class folder that was not among those asked for, or an image that a filter turned down.</summary>
    NotAskedFor,

    /// <summary>A folder or file that may not be read, or that the system failed to read.</summary>
    Unreadable,

    /// <summary>A link to a folder, where links are not followed.</summary>
    LinkNotFollowed,

    /// <summary>A link that leads back to a folder it lies in.</summary>
    LinkCycle,

    /// <summary>A link that leads nowhere.</summary>
    BrokenLink,

    /// <summary>A name that is not Unicode text, or that cannot be a path.</summary>
    UnusableName,

    /// <summary>A file that is named but is not there.</summary>
    Missing,

    /// <summary>A second entry of the same name.</summary>
    Duplicate,

    /// <summary>An archive entry whose path is absolute or climbs out of the archive.</summary>
    ClimbsOut,

    /// <summary>An archive entry that is encrypted.</summary>
    Encrypted,

    /// <summary>An archive entry packed in a way that is not known here.</summary>
    UnknownMethod,

    /// <summary>An archive entry that lies outside the archive or claims impossible sizes.</summary>
    Damaged,
}
