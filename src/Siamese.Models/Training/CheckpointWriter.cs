using System.Security.Cryptography;
using System.Text;

namespace TorchSharp.Siamese.Models.Training;

/// <summary>Writes a file of named sections that is there whole or not at all: training checkpoints, saved models.</summary>
/// <remarks>
/// The bytes go to a neighbour named <c>*.part</c>, are flushed to the disk, and only then take the file's name. Whatever ends the
/// process or fills the disk meanwhile, the file holds the last state that was saved completely. A neighbour that a killed
/// process left behind is written over by the next save. Not thread-safe; one process writes a file at a time.
/// </remarks>
public sealed class CheckpointWriter
{
    private const string PartEnding = ".part";
    private const int BufferSize = 1 << 16;

    private readonly List<(string Name, Action<Stream> Write)> _sections = [];

    /// <param name="kind">What the file is, such as "training" or "model": a file of one kind is not read as another. 1 to 200 bytes of UTF-8.</param>
    /// <param name="version">Version of what the sections of this kind hold, 0 or more.</param>
    /// <exception cref="ArgumentException"><paramref name="kind"/> is empty or too long.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="version"/> is negative.</exception>
    public CheckpointWriter(string kind, int version = 1)
    {
        Kind = CheckName(kind, nameof(kind));
        Version = Data.Check.Between(version, 0, int.MaxValue);
    }

    /// <summary>What the file is.</summary>
    public string Kind { get; }

    /// <summary>Version of what the sections hold.</summary>
    public int Version { get; }

    /// <summary>Adds a section; it is written when the file is.</summary>
    /// <param name="name">Its name, 1 to 200 bytes of UTF-8, of no other section.</param>
    /// <param name="write">Gets a stream that can only be written, and may close it.</param>
    /// <exception cref="ArgumentException">The name is empty, too long, or taken.</exception>
    public void Add(string name, Action<Stream> write)
    {
        CheckName(name, nameof(name));
        ArgumentNullException.ThrowIfNull(write);
        if (_sections.Exists(section => section.Name == name))
            throw new ArgumentException($"Needs a name of its own for each section, got '{name}' twice.", nameof(name));
        _sections.Add((name, write));
    }

    /// <summary>Adds a section of bytes that are at hand.</summary>
    /// <param name="name">As for the other form.</param>
    /// <param name="bytes">Kept until the file is written.</param>
    /// <exception cref="ArgumentException">The name is empty, too long, or taken.</exception>
    public void Add(string name, ReadOnlyMemory<byte> bytes) => Add(name, stream => stream.Write(bytes.Span));

    /// <summary>Writes the file in place of one that is there; its folder is made.</summary>
    /// <param name="path">The file. Of a link, the file that it points to.</param>
    /// <exception cref="IOException">
    /// It can't be written, or there is something at <paramref name="path"/> that no <see cref="CheckpointWriter"/> wrote and that would be
    /// lost. What was there still is, and no other file is left.
    /// </exception>
    public void Save(string path)
    {
        var target = Target(path);
        var part = target + PartEnding;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            CheckReplaceable(target);
            using var file = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None, BufferSize);
            try
            {
                Write(file);
                file.Flush(flushToDisk: true);
                file.Close();
                File.Move(part, target, overwrite: true);
            }
            catch
            {
                File.Delete(part);
                throw;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)      // the last: larger than the file system takes
        {
            throw new IOException($"Could not write '{target}'; what was saved there before is not touched. {error.Message}", error);
        }
        FolderFlush.Run(Path.GetDirectoryName(target)!);
    }

    /// <summary>Finds out before the work, not after it, whether a file could be saved. A neighbour left behind by a killed process is removed.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">It could not.</exception>
    public static void CheckWritable(string path)
    {
        var target = Target(path);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            CheckReplaceable(target);
            var part = target + PartEnding;
            using (new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None))
                File.Delete(part);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"Needs a file that can be written, got '{target}': {error.Message}", error);
        }
    }

    private void Write(FileStream file)
    {
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var sectionSum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var header = Header();
        sum.AppendData(header);
        file.Write(header);
        var entries = new List<CheckpointLayout.Entry>();
        foreach (var (name, write) in _sections)
        {
            var offset = file.Position;
            using var section = new SectionWriteStream(file, sectionSum);
            write(section);
            entries.Add(new CheckpointLayout.Entry(name, offset, file.Position - offset, sectionSum.GetHashAndReset()));
        }
        var start = file.Position;
        var directory = DirectoryOf(entries);
        sum.AppendData(directory);
        file.Write(directory);
        byte[] numbers = [.. CheckpointLayout.Number(start), .. CheckpointLayout.Number(file.Position + CheckpointLayout.FooterLength)];
        sum.AppendData(numbers);
        file.Write(numbers);
        file.Write(sum.GetHashAndReset());
        file.Write(CheckpointLayout.EndMark);
    }

    private byte[] Header()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(CheckpointLayout.Mark);
        writer.Write(CheckpointLayout.NewestVersion);
        writer.Write(Version);
        WriteName(writer, Kind);
        return bytes.ToArray();
    }

    private static byte[] DirectoryOf(List<CheckpointLayout.Entry> entries)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(entries.Count);
        foreach (var entry in entries)
        {
            WriteName(writer, entry.Name);
            writer.Write(entry.Offset);
            writer.Write(entry.Length);
            writer.Write(entry.Sum);
        }
        return bytes.ToArray();
    }

    private static void WriteName(BinaryWriter writer, string name)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        writer.Write((ushort)bytes.Length);
        writer.Write(bytes);
    }

    private static string CheckName(string name, string argument)
    {
        ArgumentNullException.ThrowIfNull(name, argument);
        var length = Encoding.UTF8.GetByteCount(name);
        return length is >= 1 and <= CheckpointLayout.NameLimit
            ? name
            : throw new ArgumentException($"Needs a name of 1 to {CheckpointLayout.NameLimit} bytes, got one of {length}.", argument);
    }

    private static string Target(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new FileInfo(path).LinkTarget is null
            ? Path.GetFullPath(path)
            : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;      // so that the link stays
    }

    private static void CheckReplaceable(string target)
    {
        if (Directory.Exists(target))
            throw new IOException("There is a folder of that name.");
        // Renamed into place, a file would take the place of the device itself, for all programs of the machine.
        if (target.StartsWith("/dev/", StringComparison.Ordinal) && !target.StartsWith("/dev/shm/", StringComparison.Ordinal))
            throw new IOException("It is a device.");
        if (!File.Exists(target))
            return;
        using var file = new FileStream(target, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Span<byte> start = stackalloc byte[CheckpointLayout.Mark.Length];
        start = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        if (!CheckpointLayout.Mark.StartsWith(start))      // one that was cut off anywhere may go
            throw new IOException("There is a file of another kind, which would be lost.");
    }
}
