namespace TorchSharp.Siamese.Data.Sources;

/// <summary>Some samples of a source, in an order of its own, numbered from 0: one side of a split.</summary>
/// <remarks>Reads through to the source, copies no sample, and is as thread-safe as the source.</remarks>
public sealed class SampleSubset : ISampleSource
{
    private readonly ISampleSource _source;
    private readonly int[] _indices;
    private readonly int[] _labels;

    /// <param name="source">Where the samples are. Not disposed.</param>
    /// <param name="indices">Samples of <paramref name="source"/>; sample i here is sample <c>indices[i]</c> there. Copied.</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is not a sample of the source.</exception>
    public SampleSubset(ISampleSource source, IEnumerable<int> indices)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(indices);
        _source = source;
        _indices = [.. indices];
        foreach (var index in _indices)
        {
            if (index < 0 || index >= source.Count)
                throw new ArgumentOutOfRangeException(nameof(indices), index, $"Needs 0 to {source.Count - 1}, got {index}.");
        }
        _labels = [.. _indices.Select(i => source.Labels[i])];
    }

    /// <summary>Number of each sample in the source.</summary>
    public IReadOnlyList<int> Indices => _indices;

    /// <inheritdoc/>
    public int Count => _indices.Length;

    /// <inheritdoc/>
    public IReadOnlyList<int> Labels => _labels;

    /// <inheritdoc/>
    public ImageShape Shape => _source.Shape;

    /// <inheritdoc/>
    public string NameOf(int index) => _source.NameOf(Original(index));

    /// <inheritdoc/>
    public void ReadInto(int index, Span<float> target) => _source.ReadInto(Original(index), target);

    private int Original(int index)
    {
        SourceCheck.Index(index, _indices.Length);
        return _indices[index];
    }
}
