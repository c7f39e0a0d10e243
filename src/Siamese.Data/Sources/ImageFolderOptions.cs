namespace TorchSharp.Siamese.Data.Sources;

/// <summary>What <see cref="ImageFolder"/> lists. Checked where it is used.</summary>
public sealed record ImageFolderOptions
{
    /// <summary>Whether each folder directly below is a class, as by default; else all images are listed, without classes.</summary>
    public bool ClassFolders { get; init; } = true;

    /// <summary>
    /// The classes to list, any of the class folders, in the order that numbers them; others are left out. By default all,
    /// by code point. Not allowed without <see cref="ClassFolders"/>.
    /// </summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>
    /// Whether links to folders inside a class are followed. Not by default. Links to files, and class folders that are
    /// links themselves, always are.
    /// </summary>
    public bool FollowLinks { get; init; }

    /// <summary>
    /// How the names of images end; letters A to Z match either case. By default <see cref="ImageEndings.Default"/>.
    /// </summary>
    public IReadOnlyList<string> Endings { get; init; } = ImageEndings.Default;
}
