using static TorchSharp.torch;

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
    public Tensor Read(int index) => _source.Read(Original(index, nameof(index)));

    /// <inheritdoc/>
    public Tensor ReadBatch(ReadOnlySpan<int> indices)
    {
        var originals = new int[indices.Length];
        for (var i = 0; i < originals.Length; i++)
            originals[i] = Original(indices[i], nameof(indices));
        return _source.ReadBatch(originals);
    }

    private int Original(int index, string name) => index >= 0 && index < _indices.Length
        ? _indices[index]
        : throw new ArgumentOutOfRangeException(name, index, $"Needs 0 to {_indices.Length - 1}, got {index}.");
}
