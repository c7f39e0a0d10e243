namespace TorchSharp.Siamese.Data.Sources;

/// <summary>What <see cref="ImageFolder"/> lists. Checked where it is used.</summary>
public sealed record ImageFolderOptions
{
    /// <summary>Which folders are classes. By default those directly in the folder.</summary>
    public ClassFolders ClassFolders { get; init; } = ClassFolders.Top;

    /// <summary>
    /// The classes to list, any of the class folders, in the order that numbers them; others are left out. By default all,
    /// by code point. Only allowed for <see cref="ClassFolders.Top"/>.
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
