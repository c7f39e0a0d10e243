namespace TorchSharp.Siamese.Models.Insight.Report;

/// <summary>The points of a curve in bounded memory: of each stretch of steps the smallest and the largest value.</summary>
/// <remarks>
/// When there are too many stretches, each two become one, so a run of any length keeps its extremes, its first and its last
/// point; a spike of one step in a million is still to be seen. What is kept depends on the points alone.
/// </remarks>
internal sealed class ThinnedSeries(int capacity)
{
    private readonly List<CurvePoint> _kept = [];       // by step; at most two of a stretch, besides the first of all
    private CurvePoint? _last;

    /// <summary>Steps of a stretch, a power of two.</summary>
    public long Width { get; private set; } = 1;

    /// <summary>The points, by step; at most the capacity and the last.</summary>
    public IReadOnlyList<CurvePoint> Points => _last is { } last && (_kept.Count == 0 || _kept[^1] != last) ? [.. _kept, last] : [.. _kept];

    /// <summary>Step of the last point; the smallest number there is before the first.</summary>
    public long LastStep => _last?.Step ?? long.MinValue;

    /// <summary>Adds a point of a later step. One that is not finite is left out.</summary>
    public void Add(CurvePoint point)
    {
        if (!double.IsFinite(point.Value))
            return;
        _last = point;
        _kept.Add(point);
        Thin(from: FirstOfStretch(point.Step));
        while (_kept.Count > capacity)
        {
            Width = checked(Width * 2);
            Thin(from: 1);
        }
    }

    /// <summary>Forgets the points after a step, as a training does that goes on from there.</summary>
    public void CutAfter(long step)
    {
        _kept.RemoveAll(point => point.Step > step);
        if (_last is { } last && last.Step > step)
            _last = _kept.Count == 0 ? null : _kept[^1];
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(Width);
        writer.Write(_kept.Count);
        foreach (var point in _kept.Append(_last ?? default))
        {
            writer.Write(point.Step);
            writer.Write(point.Value);
        }
    }

    public void Load(BinaryReader reader)
    {
        Width = reader.ReadInt64();
        var count = reader.ReadInt32();
        if (Width < 1 || count < 0 || count > capacity)
            throw new InvalidDataException($"Needs curves of at most {capacity} points, got {count} in stretches of {Width}.");
        _kept.Clear();
        for (var i = 0; i < count; i++)
            _kept.Add(new CurvePoint(reader.ReadInt64(), reader.ReadDouble()));
        var last = new CurvePoint(reader.ReadInt64(), reader.ReadDouble());
        _last = count == 0 ? null : last;
    }

    private int FirstOfStretch(long step)
    {
        var first = _kept.Count - 1;
        while (first > 1 && _kept[first - 1].Step / Width == step / Width)
            first--;
        return first;
    }

    // Keeps the smallest and the largest of every stretch from a place on; the very first point stays as it is.
    private void Thin(int from)
    {
        var write = Math.Max(1, from);
        for (var read = write; read < _kept.Count;)
        {
            var stretch = _kept[read].Step / Width;
            var (low, high) = (read, read);
            for (; read < _kept.Count && _kept[read].Step / Width == stretch; read++)
            {
                low = _kept[read].Value < _kept[low].Value ? read : low;
                high = _kept[read].Value >= _kept[high].Value ? read : high;
            }
            var (one, other) = (_kept[Math.Min(low, high)], _kept[Math.Max(low, high)]);
            _kept[write++] = one;
            if (low != high)
                _kept[write++] = other;
        }
        if (write < _kept.Count)
            _kept.RemoveRange(write, _kept.Count - write);
    }
}
