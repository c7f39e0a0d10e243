namespace TorchSharp.Siamese.Data.Sources;

/// <summary>Labelled image files, listed but not decoded: a folder, the rows of a table, the entries of an archive.</summary>
/// <remarks>
/// Image i is the same file as long as the fingerprint is the same. Implementations are immutable once open and safe to
/// read from several threads at once.
/// </remarks>
public interface IImageFiles
{
    /// <summary>Number of images, 1 or more.</summary>
    int Count { get; }

    /// <summary>
    /// Class of each image, a position in <see cref="ClassNames"/>; <see cref="Count"/> numbers. All 0 where there are no classes.
    /// </summary>
    IReadOnlyList<int> Labels { get; }

    /// <summary>The classes in the order of their numbers; one may have no image. Empty where there are no classes.</summary>
    IReadOnlyList<string> ClassNames { get; }

    /// <summary>What was found and what was left out, with reasons.</summary>
    SourceReport Report { get; }

    /// <summary>
    /// A short text that changes when an image is added, removed, renamed, changed or labelled otherwise, as far as names,
    /// sizes, times and checksums tell.
    /// </summary>
    string Fingerprint { get; }

    /// <summary>Where an image comes from, for people: a path, or <c>archive!entry</c>.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is not an image.</exception>
    string NameOf(int index);

    /// <summary>Reads the file of an image as it is, in its own format.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    /// <returns>The bytes. The caller disposes them.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is not an image.</exception>
    /// <exception cref="IOException">The file cannot be read, or is 2 GiB or larger.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="InvalidDataException">The archive that holds it is damaged there.</exception>
    ImageBytes ReadBytes(int index);
}
