namespace TorchSharp.Siamese.Data.Sources;

/// <summary>All samples of several sources, one source after the other. Samples of the same label are of the same class.</summary>
/// <remarks>Reads through to the sources, copies no sample, and is as thread-safe as they are.</remarks>
public sealed class SampleConcat : ISampleSource
{
    private readonly ISampleSource[] _sources;
    private readonly int[] _starts;
    private readonly int[] _labels;

    /// <param name="sources">One or more, of one image size. Not disposed.</param>
    /// <exception cref="ArgumentException">There is none, one is null, or they differ in image size.</exception>
    public SampleConcat(params IReadOnlyList<ISampleSource> sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        _sources = [.. sources];
        if (_sources.Length == 0 || Array.Exists(_sources, source => source is null))
            throw new ArgumentException($"Needs one or more sources, got {(_sources.Length == 0 ? "none" : "null among them")}.", nameof(sources));
        var other = Array.FindIndex(_sources, source => source.Shape != _sources[0].Shape);
        if (other >= 0)
            throw new ArgumentException($"Needs sources of one image size, got {_sources[0].Shape} and, number {other}, {_sources[other].Shape}.", nameof(sources));
        _starts = new int[_sources.Length];
        for (var i = 1; i < _starts.Length; i++)
            _starts[i] = _starts[i - 1] + _sources[i - 1].Count;
        _labels = [.. _sources.SelectMany(source => source.Labels)];
    }

    /// <inheritdoc/>
    public int Count => _labels.Length;

    /// <inheritdoc/>
    public IReadOnlyList<int> Labels => _labels;

    /// <inheritdoc/>
    public ImageShape Shape => _sources[0].Shape;

    /// <inheritdoc/>
    public string NameOf(int index)
    {
        var (source, inner) = Place(index);
        return source.NameOf(inner);
    }

    /// <inheritdoc/>
    public void ReadInto(int index, Span<float> target)
    {
        var (source, inner) = Place(index);
        source.ReadInto(inner, target);
    }

    private (ISampleSource Source, int Index) Place(int index)
    {
        SourceCheck.Index(index, _labels.Length);
        var source = _starts.Length - 1;
        while (_starts[source] > index)
            source--;
        return (_sources[source], index - _starts[source]);
    }
}
