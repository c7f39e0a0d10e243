namespace TorchSharp.Siamese.Data.Sources;

/// <summary>The images in a folder and all folders in it, in the order of Keras. For one thread.</summary>
internal sealed class FolderWalk(
    string root, IReadOnlyList<string> endings, bool followLinks, SourceReportBuilder report, ListMeter meter)
{
    // Folders on the way down, to see links that lead back; null where links are not followed, which cannot go in circles.
    private sealed record Place(string Relative, string? Canonical, Place? Parent);

    /// <summary>Adds the images below a folder of the root.</summary>
    /// <param name="top">Path from the root; empty for the root itself.</param>
    /// <param name="table">Takes them.</param>
    /// <param name="labelOf">The class of the images directly in a folder; asked once for each, in order.</param>
    internal void Add(string top, FileTable.Builder table, Func<string, int> labelOf)
    {
        var folders = new List<(string Path, List<FolderEntry> Images)>();
        var open = new Stack<Place>();
        open.Push(Start(top));
        while (open.TryPop(out var place))
        {
            if (Read(place.Relative) is not { } entries)
                continue;
            var images = new List<FolderEntry>();
            foreach (var entry in entries)
            {
                if (!entry.IsFolder)
                    Take(place.Relative, entry, images);
                else if (Enter(place, entry) is { } inner)
                    open.Push(inner);
            }

            if (images.Count > 0)
                folders.Add((place.Relative, images));
        }

        // Python sorts the folders by their whole path, slashes included: "a b" comes before "a/c".
        folders.Sort((x, y) => CodePointOrder.Instance.Compare(x.Path, y.Path));
        foreach (var (path, images) in folders)
        {
            images.Sort((x, y) => CodePointOrder.Instance.Compare(x.Name, y.Name));
            table.Folder(path);
            var label = labelOf(path);
            foreach (var image in images)
                table.File(image.Name, label, image.Size, image.Stamp);
        }
    }

    internal static string Join(string folder, string name) => folder.Length == 0 ? name : $"{folder}/{name}";

    private Place Start(string top)
    {
        if (!followLinks)
            return new Place(top, null, null);
        var above = new Place(string.Empty, CanonicalPath.Of(root), null);
        return top.Length == 0 ? above : new Place(top, CanonicalPath.Of(Path.Join(root, top)), above);
    }

    private List<FolderEntry>? Read(string relative)
    {
        meter.Pause();
        try
        {
            return FolderEntry.Of(Path.Join(root, relative));
        }
        catch (Exception error) when (relative.Length > 0 && error is (IOException or UnauthorizedAccessException))
        {
            report.LeaveOut(Path.Join(root, relative), LeftOutReason.Unreadable, error.Message);
            return null;
        }
    }

    private void Take(string folder, FolderEntry entry, List<FolderEntry> images)
    {
        var isImage = ImageEndings.Fit(entry.Name, endings);
        var relative = Join(folder, entry.Name);
        if (!isImage)
            report.LeaveOut(Path.Join(root, relative), LeftOutReason.OtherEnding);
        else if (entry.Name.Contains('\uFFFD') && !File.Exists(Path.Join(root, relative)))
            report.LeaveOut(Path.Join(root, relative), LeftOutReason.UnusableName, "the name is not UTF-8");
        else if (!entry.IsLink)
            images.Add(entry);
        else if (Target(Path.Join(root, relative)) is { } target)
            images.Add(entry with { Size = target.Length, Stamp = target.LastWriteTimeUtc.Ticks });
        else
            report.LeaveOut(Path.Join(root, relative), LeftOutReason.BrokenLink);
        meter.Saw(isImage);
    }

    private Place? Enter(Place place, FolderEntry entry)
    {
        var relative = Join(place.Relative, entry.Name);
        if (!followLinks)
        {
            if (!entry.IsLink)
                return new Place(relative, null, place);
            report.LeaveOut(Path.Join(root, relative), LeftOutReason.LinkNotFollowed);
            return null;
        }

        var canonical = entry.IsLink ? CanonicalPath.Of(Path.Join(root, relative)) : Path.Join(place.Canonical, entry.Name);
        for (var above = place; above is not null; above = above.Parent)
        {
            if (above.Canonical == canonical)
            {
                report.LeaveOut(Path.Join(root, relative), LeftOutReason.LinkCycle, $"leads to '{canonical}'");
                return null;
            }
        }

        return new Place(relative, canonical, place);
    }

    private static FileInfo? Target(string link)
    {
        try
        {
            return File.ResolveLinkTarget(link, returnFinalTarget: true) is FileInfo { Exists: true } target ? target : null;
        }
        catch (IOException)
        {
            return null;     // a link to itself
        }
    }
}
