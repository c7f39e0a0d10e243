using System.Text;

namespace TorchSharp.Siamese.Models.Logging;

/// <summary>The lines of a file that end in a line feed, with the place where each ends.</summary>
internal sealed class LogLines(Stream stream)
{
    private readonly byte[] _buffer = new byte[1 << 16];
    private readonly List<byte> _line = [];
    private int _at;
    private int _filled;

    /// <summary>Where the line ended that came last.</summary>
    public long Position { get; private set; }

    /// <summary>The next line, or null where none is whole any more.</summary>
    public string? Next()
    {
        _line.Clear();
        while (true)
        {
            if (_at == _filled)
            {
                _filled = stream.Read(_buffer);
                _at = 0;
                if (_filled == 0)
                    return null;
            }
            var rest = _buffer.AsSpan(_at, _filled - _at);
            var feed = rest.IndexOf((byte)'\n');
            var taken = feed < 0 ? rest : rest[..feed];
            _line.AddRange(taken);
            _at += taken.Length + (feed < 0 ? 0 : 1);
            if (feed >= 0)
            {
                Position += _line.Count + 1;
                return Encoding.UTF8.GetString([.. _line]);
            }
        }
    }
}
