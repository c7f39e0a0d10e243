using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace TorchSharp.Siamese.Models.Training;

/// <summary>A file of named sections that <see cref="CheckpointWriter"/> wrote, read and checked to its last byte.</summary>
/// <remarks>Stays open until it is disposed; a file that meanwhile takes its name changes nothing. Thread-safe.</remarks>
public sealed class CheckpointFile : IDisposable
{
    private const int Chunk = 1 << 20;

    private readonly SafeFileHandle _file;
    private readonly Dictionary<string, CheckpointLayout.Entry> _sections;

    private CheckpointFile(string path, SafeFileHandle file, string kind, int version, Dictionary<string, CheckpointLayout.Entry> sections)
        => (FullPath, _file, Kind, Version, _sections) = (path, file, kind, version, sections);

    /// <summary>The file.</summary>
    public string FullPath { get; }

    /// <summary>What the file is, such as "training" or "model".</summary>
    public string Kind { get; }

    /// <summary>Version of what the sections of its kind hold.</summary>
    public int Version { get; }

    /// <summary>The sections, in the order in which they were written.</summary>
    public IReadOnlyCollection<string> Names => _sections.Keys;

    /// <summary>Opens a file and checks all of it against its checksums.</summary>
    /// <param name="path">The file.</param>
    /// <param name="kind">The kind that is wanted; null for any.</param>
    /// <param name="newestVersion">Newest version of that kind that the caller can read.</param>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="InvalidDataException">The file is cut, damaged, of another kind, of a newer version, or no such file at all; the message says which.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    public static CheckpointFile Open(string path, string? kind = null, int newestVersion = int.MaxValue)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        path = Path.GetFullPath(path);
        if (!File.Exists(path))
            throw new FileNotFoundException($"Needs a checkpoint at '{path}', found {(Directory.Exists(path) ? "a folder" : "nothing")}.", path);
        var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        try
        {
            var opened = Read(path, file);
            if (kind is not null && opened.Kind != kind)
                throw new InvalidDataException($"'{path}': needs a file of kind '{kind}', got one of kind '{opened.Kind}'.");
            if (opened.Version > newestVersion)
                throw new InvalidDataException($"'{path}': needs version {newestVersion} or older of kind '{opened.Kind}', got version {opened.Version}; a newer release of this library wrote it.");
            return opened;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Whether there is a section of a name.</summary>
    /// <param name="name">Any.</param>
    public bool Contains(string name) => _sections.ContainsKey(name);

    /// <summary>The bytes of a section.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>A stream that can be read and sought, valid until this file is disposed. The caller disposes it.</returns>
    /// <exception cref="InvalidDataException">There is no such section.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    public Stream Section(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        ObjectDisposedException.ThrowIf(_file.IsClosed, this);
        return _sections.TryGetValue(name, out var entry)
            ? new SectionReadStream(_file, entry.Offset, entry.Length)
            : throw new InvalidDataException($"'{FullPath}': needs a section '{name}', found {string.Join(", ", Names.Select(found => $"'{found}'"))}.");
    }

    /// <summary>A whole section, for one that is small.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="InvalidDataException">There is no such section.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    public byte[] ReadAll(string name)
    {
        using var stream = Section(name);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Closes the file. Safe to call twice.</summary>
    public void Dispose() => _file.Dispose();

    private static CheckpointFile Read(string path, SafeFileHandle file)
    {
        var length = RandomAccess.GetLength(file);
        var start = Take(file, 0, (int)Math.Min(length, CheckpointLayout.FixedHeaderLength));
        if (!start.AsSpan().StartsWith(CheckpointLayout.Mark))
        {
            throw new InvalidDataException(CheckpointLayout.Mark.StartsWith(start)
                ? Damaged(path, length == 0 ? "it is empty" : "it is cut off within its first bytes")
                : $"'{path}': needs a checkpoint, found a file of another kind.");
        }
        if (start.Length < CheckpointLayout.FixedHeaderLength)
            throw new InvalidDataException(Damaged(path, "it is cut off within its first bytes"));
        var container = BinaryPrimitives.ReadInt32LittleEndian(start.AsSpan(8));
        if (container != CheckpointLayout.NewestVersion)
            throw new InvalidDataException($"'{path}': needs a checkpoint of format {CheckpointLayout.NewestVersion}, got format {container}; {(container > CheckpointLayout.NewestVersion ? "a newer release of this library wrote it, or it is damaged" : "it is damaged")}.");
        var headerLength = CheckpointLayout.FixedHeaderLength + BinaryPrimitives.ReadUInt16LittleEndian(start.AsSpan(16));
        var (directoryStart, footer) = Footer(path, file, length, headerLength);
        var header = Take(file, 0, headerLength);
        var directory = Take(file, directoryStart, (int)(length - CheckpointLayout.FooterLength - directoryStart));
        byte[] summed = [.. header, .. directory, .. footer[..16]];
        if (!SHA256.HashData(summed).AsSpan().SequenceEqual(footer.AsSpan(16, CheckpointLayout.SumLength)))
            throw new InvalidDataException(Damaged(path, "the checksum of its header and directory differs"));
        var sections = Entries(path, directory);
        foreach (var entry in sections.Values)
            CheckSection(path, file, entry, headerLength, directoryStart);
        var kind = Encoding.UTF8.GetString(header.AsSpan(CheckpointLayout.FixedHeaderLength));
        return new CheckpointFile(path, file, kind, BinaryPrimitives.ReadInt32LittleEndian(start.AsSpan(12)), sections);
    }

    private static (long DirectoryStart, byte[] Footer) Footer(string path, SafeFileHandle file, long length, int headerLength)
    {
        if (length < headerLength + 4 + CheckpointLayout.FooterLength)
            throw new InvalidDataException(Damaged(path, $"it is cut off after {length} bytes"));
        var footer = Take(file, length - CheckpointLayout.FooterLength, CheckpointLayout.FooterLength);
        if (!footer.AsSpan(^CheckpointLayout.EndMark.Length..).SequenceEqual(CheckpointLayout.EndMark))
            throw new InvalidDataException(Damaged(path, $"it is cut off after {length} bytes, or its end was changed"));
        var said = BinaryPrimitives.ReadInt64LittleEndian(footer.AsSpan(8));
        if (said != length)
            throw new InvalidDataException(Damaged(path, $"it has {length} bytes, its end says {said}"));
        var directoryStart = BinaryPrimitives.ReadInt64LittleEndian(footer);
        if (directoryStart < headerLength || directoryStart > length - CheckpointLayout.FooterLength - 4 || length - directoryStart > int.MaxValue / 2)
            throw new InvalidDataException(Damaged(path, $"its directory can't begin at byte {directoryStart}"));
        return (directoryStart, footer);
    }

    private static Dictionary<string, CheckpointLayout.Entry> Entries(string path, byte[] directory)
    {
        try
        {
            using var reader = new BinaryReader(new MemoryStream(directory));
            var count = reader.ReadInt32();
            if (count is < 0 or > CheckpointLayout.SectionLimit)
                throw new InvalidDataException(Damaged(path, $"it can't have {count} sections"));
            var sections = new Dictionary<string, CheckpointLayout.Entry>();
            for (var i = 0; i < count; i++)
            {
                var name = Encoding.UTF8.GetString(reader.ReadBytes(reader.ReadUInt16()));
                var entry = new CheckpointLayout.Entry(name, reader.ReadInt64(), reader.ReadInt64(), reader.ReadBytes(CheckpointLayout.SumLength));
                if (!sections.TryAdd(name, entry))
                    throw new InvalidDataException(Damaged(path, $"section '{name}' comes twice"));
            }
            return sections;
        }
        catch (EndOfStreamException error)
        {
            throw new InvalidDataException(Damaged(path, "its directory ends too early"), error);
        }
    }

    private static void CheckSection(string path, SafeFileHandle file, CheckpointLayout.Entry entry, long from, long to)
    {
        if (entry.Offset < from || entry.Length < 0 || entry.Offset > to || entry.Length > to - entry.Offset)
            throw new InvalidDataException(Damaged(path, $"section '{entry.Name}' does not lie in it"));
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (long done = 0; done < entry.Length; done += Chunk)
            sum.AppendData(Take(file, entry.Offset + done, (int)Math.Min(Chunk, entry.Length - done)));
        if (!sum.GetHashAndReset().AsSpan().SequenceEqual(entry.Sum))
            throw new InvalidDataException(Damaged(path, $"the checksum of section '{entry.Name}' differs"));
    }

    private static byte[] Take(SafeFileHandle file, long offset, int count)
    {
        var bytes = new byte[count];
        for (var done = 0; done < count;)
        {
            var got = RandomAccess.Read(file, bytes.AsSpan(done), offset + done);
            if (got == 0)
                throw new EndOfStreamException($"The file ends at byte {offset + done}.");
            done += got;
        }
        return bytes;
    }

    private static string Damaged(string path, string how) => $"'{path}': the checkpoint is damaged: {how}.";
}
