namespace TorchSharp.Siamese.Data.Sources;

/// <summary>The images of a zip archive by the rules for folders. For one thread.</summary>
internal sealed class ZipListing(string path, long end, ImageArchiveOptions options, SourceReportBuilder report, ListMeter meter)
{
    private const string MacFolder = "__MACOSX";      // there a Mac keeps attributes of files under the files' names

    private readonly List<(string Path, ZipEntry Entry)> _images = [];
    private readonly List<string> _folders = [];

    /// <summary>An image: its folder and name, its class, and where it is.</summary>
    internal readonly record struct Item(string Folder, string Name, int Label, ZipEntry Entry);

    internal string[] ClassNames { get; private set; } = [];

    internal string Root { get; private set; } = string.Empty;

    internal List<Item> List(IEnumerable<ZipEntry> entries)
    {
        foreach (var entry in entries)
        {
            if (Place(entry) is not { } place)
                meter.Saw(false);
            else if (place.EndsWith('/'))
                _folders.Add(place);
            else
                meter.Saw(Take(place, entry));
        }

        Root = options.Root is { } given ? Normal(given) : FindRoot();
        if (options.Root is null && Root.Length > 0)
            report.Note($"The classes are the folders in '{Root}'.");
        var items = options.ClassFolders == ClassFolders.None ? InRoot(null) : WithClasses();
        items.Sort(Compare);
        items = WithoutDuplicates(items);
        return options.ClassFolders == ClassFolders.Innermost ? Numbered(items) : items;
    }

    private static int Compare(Item x, Item y)
    {
        var order = x.Label.CompareTo(y.Label);
        order = order != 0 ? order : CodePointOrder.Instance.Compare(x.Folder, y.Folder);
        order = order != 0 ? order : CodePointOrder.Instance.Compare(x.Name, y.Name);
        return order != 0 ? order : x.Entry.Offset.CompareTo(y.Entry.Offset);
    }

    private static string Normal(string root)
    {
        var normal = string.Join('/', root.Split('/', StringSplitOptions.RemoveEmptyEntries));
        return normal.Length == 0 ? normal : normal + "/";
    }

    // The path inside the archive, without "." and doubled slashes; a folder keeps its slash. Null where it was left out.
    private string? Place(ZipEntry entry)
    {
        var parts = entry.Name.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (entry.Name.Length == 0 || entry.Name.Contains('\0') || parts.Length == 0)
            return LeaveOut(entry, LeftOutReason.UnusableName);
        if (entry.Name[0] == '/' || parts.Contains("..") || (parts[0].Length >= 2 && parts[0][1] == ':'))
            return LeaveOut(entry, LeftOutReason.ClimbsOut);
        if (parts[0] == MacFolder)
            return LeaveOut(entry, LeftOutReason.HiddenFolder);
        var place = string.Join('/', parts.Where(part => part != "."));
        return entry.Name.EndsWith('/') ? place + "/" : place;
    }

    private bool Take(string place, ZipEntry entry)
    {
        var damage = entry.Offset < 0 || entry.Offset > end - ZipReader.HeaderLength || entry.Packed > end - ZipReader.HeaderLength - entry.Offset
            ? $"{entry.Packed} bytes at offset {entry.Offset}, but entries end at {end}"
            : ZipReader.ImpossibleSize(entry);
        if (!ImageEndings.Fit(place, options.Endings))
            LeaveOut(entry, LeftOutReason.OtherEnding);
        else if (entry.IsLink)
            LeaveOut(entry, LeftOutReason.LinkNotFollowed);
        else if (entry.IsEncrypted)
            LeaveOut(entry, LeftOutReason.Encrypted);
        else if (entry.Method is not (ZipEntry.Stored or ZipEntry.Deflated))
            LeaveOut(entry, LeftOutReason.UnknownMethod, $"method {entry.Method}; 0 and 8 are known");
        else if (damage is not null)
            LeaveOut(entry, LeftOutReason.Damaged, damage);
        else
        {
            _images.Add((place, entry));
            return true;
        }

        return false;
    }

    private string? LeaveOut(ZipEntry entry, LeftOutReason reason, string? detail = null)
    {
        report.LeaveOut($"{path}!{entry.Name}", reason, detail);
        return null;
    }

    // Goes down while one folder holds all images and none of them directly in a folder that could only be a class.
    private string FindRoot()
    {
        var root = string.Empty;
        while (options.ClassFolders != ClassFolders.None && _images.Count > 0)
        {
            var first = _images[0].Path;
            var slash = first.IndexOf('/', root.Length);
            if (slash < 0 || first[root.Length] == '.')
                break;
            var next = first[..(slash + 1)];
            if (!_images.TrueForAll(image => image.Path.StartsWith(next, StringComparison.Ordinal) && image.Path.IndexOf('/', next.Length) >= 0))
                break;
            root = next;
        }

        return root;
    }

    private List<Item> InRoot(Dictionary<string, int>? labels)
    {
        var items = new List<Item>(_images.Count);
        foreach (var (place, entry) in _images)
        {
            if (!place.StartsWith(Root, StringComparison.Ordinal))
            {
                LeaveOut(entry, LeftOutReason.NotAskedFor);
                continue;
            }

            var label = 0;
            var top = place.IndexOf('/', Root.Length);
            if (labels is not null && (top < 0 || !labels.TryGetValue(place[Root.Length..top], out label)))
            {
                if (top < 0)
                    LeaveOut(entry, LeftOutReason.OutsideClassFolders);
                continue;                                                 // else its folder was left out as a whole
            }

            var slash = place.LastIndexOf('/');
            items.Add(new Item(slash < 0 ? string.Empty : place[..slash], place[(slash + 1)..], label, entry));
        }

        return items;
    }

    private List<Item> WithClasses()
    {
        var found = new SortedSet<string>(CodePointOrder.Instance);
        foreach (var place in _images.Select(image => image.Path).Concat(_folders))
        {
            if (place.StartsWith(Root, StringComparison.Ordinal) && place.IndexOf('/', Root.Length) is >= 0 and var slash)
                found.Add(place[Root.Length..slash]);
        }

        foreach (var hidden in found.Where(name => name.StartsWith('.')))
            report.LeaveOut($"{path}!{Root}{hidden}/", LeftOutReason.HiddenFolder);
        found.RemoveWhere(name => name.StartsWith('.'));
        ClassNames = ClassNamesCheck.Choose([.. found], options.ClassNames, Root.Length == 0 ? path : $"{path}!{Root}", report);
        return InRoot(ClassNames.Index().ToDictionary(item => item.Item, item => item.Index, StringComparer.Ordinal));
    }

    // Of entries of one name the last counts, as it does for whoever unpacks them all.
    private List<Item> WithoutDuplicates(List<Item> items)
    {
        var kept = new List<Item>(items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            var item = items[i];
            var next = i + 1 < items.Count ? items[i + 1] : default;
            if (next.Name == item.Name && next.Folder == item.Folder)
                LeaveOut(item.Entry, LeftOutReason.Duplicate);
            else
                kept.Add(item);
        }

        return kept;
    }

    private List<Item> Numbered(List<Item> items)
    {
        var names = new List<string>();
        for (var i = 0; i < items.Count; i++)
        {
            if (i == 0 || items[i].Folder != items[i - 1].Folder)
                names.Add(items[i].Folder[Root.Length..]);
            items[i] = items[i] with { Label = names.Count - 1 };
        }

        ClassNames = [.. names];
        return items;
    }
}
