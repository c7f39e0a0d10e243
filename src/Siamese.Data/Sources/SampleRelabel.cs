namespace TorchSharp.Siamese.Data.Sources;

/// <summary>The samples of a source with other labels.</summary>
/// <remarks>Reads through to the source, copies no sample, and is as thread-safe as the source.</remarks>
public sealed class SampleRelabel : ISampleSource
{
    private readonly ISampleSource _source;
    private readonly int[] _labels;

    /// <param name="source">Where the samples are. Not disposed.</param>
    /// <param name="labels">One for each sample. Copied.</param>
    /// <exception cref="ArgumentException">There are more or fewer labels than samples.</exception>
    public SampleRelabel(ISampleSource source, IReadOnlyList<int> labels)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.Count != source.Count)
            throw new ArgumentException($"Needs {source.Count} labels, as many as there are samples, got {labels.Count}.", nameof(labels));
        (_source, _labels) = (source, [.. labels]);
    }

    /// <inheritdoc/>
    public int Count => _labels.Length;

    /// <inheritdoc/>
    public IReadOnlyList<int> Labels => _labels;

    /// <inheritdoc/>
    public ImageShape Shape => _source.Shape;

    /// <inheritdoc/>
    public string NameOf(int index) => _source.NameOf(index);

    /// <inheritdoc/>
    public void ReadInto(int index, Span<float> target) => _source.ReadInto(index, target);
}
