using System.Globalization;
using TorchSharp.Siamese.Data.Sources;

namespace TorchSharp.Siamese.Examples.ImageFolder;

/// <summary>Images that were listed; closes their archive when disposed.</summary>
/// <param name="Files">The files.</param>
/// <param name="Path">What was given.</param>
/// <param name="Folders">Which folders were taken for classes.</param>
internal sealed record ListedImages(IImageFiles Files, string Path, ClassFolders Folders) : IDisposable
{
    /// <summary>Classes with at least one image.</summary>
    public int ClassCount => Files.Labels.Distinct().Count();

    /// <summary>Images of the class of that number.</summary>
    public string ClassOf(int image) => Files.ClassNames[Files.Labels[image]];

    /// <summary>What was found and left out; and a remark where the folders below the classes look like classes themselves.</summary>
    public IEnumerable<string> Remarks()
    {
        yield return Files.Report.ToString();
        if (Folders != ClassFolders.Top)
            yield break;
        var folders = Enumerable.Range(0, Files.Count).Select(i => System.IO.Path.GetDirectoryName(Files.NameOf(i).Replace('!', '/'))).Distinct().Count();
        if (folders > ClassCount)
            yield return string.Create(CultureInfo.InvariantCulture, $"  The images lie in {folders:#,0} folders inside these classes. If each of those is a class of its own, add --innermost.");
    }

    public void Dispose() => (Files as IDisposable)?.Dispose();
}
