using Microsoft.Win32.SafeHandles;

namespace TorchSharp.Siamese.Data.Sources;

/// <summary>The images in a zip archive, read in place: nothing is unpacked to the disk.</summary>
/// <remarks>
/// <para>Classes and order are those of <see cref="ImageFolder"/>, as if the archive had been unpacked into a folder of its
/// own; entries whose paths lead out of that folder are left out and named. Zip64, stored and deflated entries are read; each
/// entry is compared with its checksum whenever it is read.</para>
/// <para>Thread-safe: any number of threads read at once, each at its own place. Holds the file open until disposed.</para>
/// </remarks>
public sealed class ImageArchive : IImageFiles, IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly FileTable _files;
    private readonly int[] _labels;
    private readonly Slot[] _slots;

    private ImageArchive(string path, SafeFileHandle file, ZipListing listing, List<ZipListing.Item> items, SourceReportBuilder report)
    {
        _file = file;
        ArchivePath = path;
        Root = listing.Root;
        using var table = new FileTable.Builder();
        for (var i = 0; i < items.Count; i++)
        {
            if (i == 0 || items[i].Folder != items[i - 1].Folder)
                table.Folder(items[i].Folder);
            table.File(items[i].Name, items[i].Label, items[i].Entry.Size, items[i].Entry.Crc);
        }

        _files = table.Build(listing.ClassNames, out var fingerprint);
        _labels = [.. table.Labels];
        _slots = [.. items.Select(item => new Slot(item.Entry))];
        Labels = Array.AsReadOnly(_labels);
        ClassNames = Array.AsReadOnly(listing.ClassNames);
        Report = report.Build(_labels.Length, listing.ClassNames.Length);
        Fingerprint = fingerprint;
    }

    /// <summary>The archive, as a full path.</summary>
    public string ArchivePath { get; }

    /// <summary>The folder of the archive that holds the class folders, with a slash at its end; empty for the archive itself.</summary>
    public string Root { get; }

    /// <inheritdoc/>
    public int Count => _labels.Length;

    /// <inheritdoc/>
    public IReadOnlyList<int> Labels { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames { get; }

    /// <inheritdoc/>
    public SourceReport Report { get; }

    /// <summary>
    /// A short text that changes with the names of the images, their sizes, checksums, classes and order; not with the name or
    /// the time of the archive.
    /// </summary>
    public string Fingerprint { get; }

    /// <summary>Lists an archive.</summary>
    /// <param name="path">The zip file.</param>
    /// <param name="options">What to list; by default every class, and the endings of Keras.</param>
    /// <param name="progress">Told how many entries were seen, every thousand or so.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    /// <exception cref="ArgumentException">
    /// <paramref name="options"/>: no endings; class names that are none, twice the same, not class folders, or given where
    /// classes are not the top folders.
    /// </exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="InvalidDataException">It is no zip archive, its directory is damaged, or there is no image in it.</exception>
    public static Task<ImageArchive> OpenAsync(
        string path, ImageArchiveOptions? options = null, IProgress<ListProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new ImageArchiveOptions();
        ClassNamesCheck.Options(options.ClassNames, options.ClassFolders, options.Endings);
        return Task.Run(() => Open(Path.GetFullPath(path), options, progress, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public string NameOf(int index)
    {
        SourceCheck.Index(index, _labels.Length);
        return $"{ArchivePath}!{_files.NameOf(index)}";
    }

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The archive was disposed.</exception>
    public ImageBytes ReadBytes(int index)
    {
        SourceCheck.Index(index, _labels.Length);
        return ZipReader.Read(_file, _slots[index].Entry, this, index);
    }

    /// <summary>Closes the file; what was listed can still be asked, but no more be read.</summary>
    public void Dispose() => _file.Dispose();

    /// <summary>The path of an image inside the archive.</summary>
    internal string EntryOf(int index) => _files.NameOf(index);

    private static ImageArchive Open(
        string path, ImageArchiveOptions options, IProgress<ListProgress>? progress, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"Needs a zip archive at '{path}', found {(Directory.Exists(path) ? "a folder" : "nothing")}.", path);
        var file = File.OpenHandle(path, options: FileOptions.RandomAccess);
        try
        {
            var directory = new ZipDirectory(file, path);
            var report = new SourceReportBuilder(path);
            var meter = new ListMeter(path, directory.Count, progress, cancellationToken);
            var listing = new ZipListing(path, directory.Start, options, report, meter);
            var items = listing.List(directory.Entries());
            meter.Pause();
            if (items.Count > 0)
                return new ImageArchive(path, file, listing, items, report);
            var leftOut = report.Build(0, listing.ClassNames.Length).LeftOutSummary();
            throw new InvalidDataException($"Needs images ({string.Join(", ", options.Endings)}) in '{path}!{listing.Root}', found none"
                + (leftOut.Length == 0 ? "." : $"; {leftOut}."));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    // What is needed to read an entry, in 24 bytes; 32 bits hold the sizes, which were checked.
    private readonly struct Slot(ZipEntry entry)
    {
        private readonly long _offset = entry.Offset;
        private readonly int _packed = (int)entry.Packed;
        private readonly int _size = (int)entry.Size;
        private readonly uint _crc = entry.Crc;
        private readonly ushort _method = entry.Method;

        internal ZipEntry Entry => new(string.Empty, _offset, _packed, _size, _crc, _method, 0, false);
    }
}
