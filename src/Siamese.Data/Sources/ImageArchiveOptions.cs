namespace TorchSharp.Siamese.Data.Sources;

/// <summary>What <see cref="ImageArchive"/> lists. Checked where it is used.</summary>
public sealed record ImageArchiveOptions
{
    /// <summary>Which folders are classes. By default those directly in <see cref="Root"/>.</summary>
    public ClassFolders ClassFolders { get; init; } = ClassFolders.Top;

    /// <summary>
    /// The classes to list, any of the class folders, in the order that numbers them; others are left out. By default all,
    /// by code point. Only allowed for <see cref="ClassFolders.Top"/>.
    /// </summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>
    /// The folder of the archive that holds the class folders, such as <c>data/train</c>; empty for the archive itself. By
    /// default it is found: a folder that holds all images, and those in folders of their own, is gone into; the report
    /// names it.
    /// </summary>
    public string? Root { get; init; }

    /// <summary>How the names of images end; letters A to Z match either case. By default <see cref="ImageEndings.Default"/>.</summary>
    public IReadOnlyList<string> Endings { get; init; } = ImageEndings.Default;
}
