using System.Text;

namespace TorchSharp.Siamese.Models.Logging;

/// <summary>A text file of lines in the order of a training's steps, which a training that goes on continues where it starts.</summary>
/// <remarks>
/// Every line reaches the operating system before <see cref="Append"/> returns, so that a killed process loses none. What a killed
/// one wrote after its last checkpoint goes when the training that goes on from there begins: it writes those lines again.
/// </remarks>
/// <param name="path">The file.</param>
/// <param name="start">What every such file begins with; one that begins otherwise is not touched.</param>
/// <param name="read">Where a line belongs; null for one that is none of such a log.</param>
/// <param name="hasHeader">Whether the first line is a header.</param>
internal sealed class LogFile(string path, string start, Func<string, LogRow?> read, bool hasHeader) : IDisposable
{
    private readonly Dictionary<string, long> _keptOfStart = [];    // kind -> where its lines of the start's step begin
    private readonly string _path = Path.GetFullPath(path);
    private FileStream? _stream;
    private string? _header;
    private long _headerEnd;
    private long _startStep;

    public bool IsOpen => _stream is not null;

    /// <summary>Opens the file, and drops what was written after a step.</summary>
    /// <param name="step">Steps done.</param>
    /// <exception cref="InvalidDataException">The file holds a line that no such log has; it is left as it is.</exception>
    /// <exception cref="IOException">It can't be written.</exception>
    public void Begin(long step)
    {
        _stream?.Dispose();
        _stream = null;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            _stream = new FileStream(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"Needs a log that can be written, got '{_path}': {error.Message}", error);
        }
        _keptOfStart.Clear();
        _header = null;
        _startStep = step;
        RefuseForeign();
        Cut(EndOf(step));
    }

    /// <summary>Writes the header of a new file, or of one that is begun anew, or compares it with that of an old one.</summary>
    /// <exception cref="InvalidDataException">The file has another header.</exception>
    public void Header(string header)
    {
        if (_header is null || (_header != header && _startStep == 0 && _stream!.Length == _headerEnd))
        {
            Cut(0);      // a training that began anew in the place of one with other columns
            Write(_header = header);
        }
        else if (_header != header)
            throw new InvalidDataException($"'{_path}': needs the columns '{header}', found '{_header}'. Keep logs of another training elsewhere.");
    }

    /// <summary>Adds a line. One of the step that the training started from takes the place of those of its kind that were there.</summary>
    public void Append(LogRow row, string line)
    {
        if (row.Step == _startStep && _keptOfStart.TryGetValue(row.Kind, out var at))
            Cut(at);
        _keptOfStart.Clear();
        Write(line);
    }

    /// <summary>Waits until everything is on the disk.</summary>
    public void FlushToDisk() => _stream?.Flush(flushToDisk: true);

    public void Dispose()
    {
        _stream?.Dispose();
        _stream = null;
    }

    private void Write(string line)
    {
        _stream!.Write(Encoding.UTF8.GetBytes(line + "\n"));
        _stream.Flush();
    }

    private void Cut(long length)
    {
        _stream!.SetLength(length);
        _stream.Position = length;
    }

    private void RefuseForeign()
    {
        var found = new byte[start.Length];
        var length = _stream!.ReadAtLeast(found, found.Length, throwOnEndOfStream: false);
        if (!Encoding.UTF8.GetBytes(start).AsSpan(0, length).SequenceEqual(found.AsSpan(0, length)))
            throw new InvalidDataException($"'{_path}': needs a log that begins with '{start}', found '{Encoding.UTF8.GetString(found, 0, length)}'. Nothing was changed.");
        _stream.Position = 0;
    }

    // Where the first line begins that is past the step, or is not whole.
    private long EndOf(long step)
    {
        var end = 0L;
        var number = 0;
        var reader = new LogLines(_stream!);
        while (reader.Next() is { } line)
        {
            number++;
            if (hasHeader && _header is null)
            {
                _header = line;
                _headerEnd = reader.Position;
            }
            else
            {
                if (read(line) is not { } row)
                    throw new InvalidDataException($"'{_path}', line {number}: needs a line of such a log, found '{(line.Length > 60 ? line[..60] + "..." : line)}'. Nothing was changed.");
                if (row.Step > step)
                    break;
                if (row.Step == step)
                    _keptOfStart.TryAdd(row.Kind, end);
            }
            end = reader.Position;
        }
        return end;
    }
}
