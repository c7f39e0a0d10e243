using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Sources;

namespace TorchSharp.Siamese.Examples.Tuples;

/// <summary>Lists the images of a folder or a zip archive, by the library's rules; no image is opened.</summary>
internal static class ImageListing
{
    /// <param name="folder">A folder of class folders.</param>
    /// <param name="classFolders">Which folders are classes.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    /// <exception cref="InvalidDataException">There is no image in it.</exception>
    public static LabelledSamples OfFolder(string folder, ClassFolders classFolders, CancellationToken cancellationToken)
    {
        var options = new ImageFolderOptions { ClassFolders = classFolders, Endings = ImageEndings.All };
        var files = ImageFolder.OpenAsync(folder, options, cancellationToken: cancellationToken).GetAwaiter().GetResult();
        return Samples(files, $"folder {folder}", skip: Path.Join(files.Folder, "x").Length - 1);
    }

    /// <param name="path">A zip archive of class folders.</param>
    /// <param name="classFolders">Which folders are classes.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    /// <exception cref="InvalidDataException">It is no zip archive, is damaged, or there is no image in it.</exception>
    public static LabelledSamples OfArchive(string path, ClassFolders classFolders, CancellationToken cancellationToken)
    {
        var options = new ImageArchiveOptions { ClassFolders = classFolders, Endings = ImageEndings.All };
        using var files = ImageArchive.OpenAsync(path, options, cancellationToken: cancellationToken).GetAwaiter().GetResult();
        return Samples(files, $"archive {path}", skip: files.NameOf(0).IndexOf('!', Path.GetFullPath(path).Length) + 1);
    }

    /// <param name="files">What was listed.</param>
    /// <param name="origin">Where from.</param>
    /// <param name="skip">Characters before the part of a name that differs.</param>
    private static LabelledSamples Samples(IImageFiles files, string origin, int skip)
    {
        var names = new NameTable();
        for (var i = 0; i < files.Count; i++)
            names.Add(files.NameOf(i).AsSpan(skip));
        var classes = ClassIndex.From(files.Labels.Select(label => files.ClassNames[label]));
        var report = files.Report;
        var remarks = report.LeftOutCount > 0 || report.Notes.Count > 0 || report.Classes != classes.ClassCount ? $"{report}\n" : string.Empty;
        return new LabelledSamples(classes, names, origin, remarks);
    }
}
