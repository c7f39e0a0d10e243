using System.Buffers.Binary;
using System.Globalization;

namespace TorchSharp.Siamese.Models.Logging;

/// <summary>A file of TensorBoard events: records of length, its checksum, the event, its checksum (TFRecord).</summary>
internal sealed class EventFile : IDisposable
{
    private const string Prefix = "events.out.tfevents.";
    private const int SessionStarted = 1;

    private static int s_files;

    private readonly FileStream _stream;
    private readonly TimeProvider _time;

    private EventFile(FileStream stream, TimeProvider time) => (_stream, _time) = (stream, time);

    /// <summary>A new file that a reader comes to after all others of the folder; with it, events from a step on that are in those are void.</summary>
    public static EventFile Create(string folder, long startsAt, TimeProvider time)
    {
        var file = new EventFile(Open(folder, time), time);
        file.Write(0, new ProtoMessage().Text(3, "brain.Event:2"));
        file.Write(startsAt, new ProtoMessage().Message(7, new ProtoMessage().Int(1, SessionStarted)));
        file._stream.Flush();
        return file;
    }

    /// <summary>An event with one value of a summary.</summary>
    public void WriteValue(long step, ProtoMessage value) =>
        Write(step, new ProtoMessage().Message(5, new ProtoMessage().Message(1, value)));

    public void Flush(bool toDisk) => _stream.Flush(toDisk);

    public void Dispose() => _stream.Dispose();

    private static FileStream Open(string folder, TimeProvider time)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var seconds = Math.Max(time.GetUtcNow().ToUnixTimeSeconds(), NewestIn(folder) + 1);
            var name = string.Create(CultureInfo.InvariantCulture,
                $"{Prefix}{seconds:D10}.{Environment.MachineName}.{Environment.ProcessId}.{Interlocked.Increment(ref s_files)}");
            return new FileStream(Path.Combine(folder, name), FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"Needs a folder for TensorBoard's files that can be written, got '{Path.GetFullPath(folder)}': {error.Message}", error);
        }
    }

    private static long NewestIn(string folder) => Directory.EnumerateFiles(folder, Prefix + "*")
        .Select(path => Path.GetFileName(path)[Prefix.Length..].Split('.')[0])
        .Select(text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : 0)
        .DefaultIfEmpty(0).Max();

    // Event: 1 wall time in seconds, 2 step, then what happened.
    private void Write(long step, ProtoMessage what) => Record(new ProtoMessage()
        .Double(1, (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds)
        .Int(2, step)
        .Append(what).Written);

    private void Record(ReadOnlySpan<byte> data)
    {
        Span<byte> head = stackalloc byte[12];
        BinaryPrimitives.WriteInt64LittleEndian(head, data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(head[8..], Crc32C.Masked(head[..8]));
        _stream.Write(head);
        _stream.Write(data);
        Span<byte> foot = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(foot, Crc32C.Masked(data));
        _stream.Write(foot);
    }
}
