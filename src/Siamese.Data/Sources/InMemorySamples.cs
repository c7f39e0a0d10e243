using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Sources;

/// <summary>Samples kept as numbers, all of one size, that are read as they are: made, computed or loaded by other means.</summary>
/// <remarks>Thread-safe as long as nobody changes the numbers it was given. Holds no tensor.</remarks>
public sealed class InMemorySamples : ISampleSource
{
    private readonly ReadOnlyMemory<float> _values;
    private readonly int[] _labels;

    /// <param name="values">The samples one after the other, each <c>[C, H, W]</c>. Kept, not copied.</param>
    /// <param name="shape">Size of each sample.</param>
    /// <param name="labels">Class of each sample. Copied.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size in <paramref name="shape"/> is not positive.</exception>
    /// <exception cref="ArgumentException">The values are not one sample for each label.</exception>
    public InMemorySamples(ReadOnlyMemory<float> values, ImageShape shape, IReadOnlyList<int> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (shape.Channels <= 0 || shape.Height <= 0 || shape.Width <= 0)
            throw new ArgumentOutOfRangeException(nameof(shape), shape, $"Needs sizes of 1 or more, got {shape}.");
        var needed = (long)shape.Channels * shape.Height * shape.Width * labels.Count;
        if (values.Length != needed)
            throw new ArgumentException($"Needs {needed} values for {labels.Count} labels of samples {shape}, got {values.Length}.", nameof(values));
        (_values, _labels, Shape) = (values, [.. labels], shape);
    }

    /// <inheritdoc/>
    public ImageShape Shape { get; }

    /// <inheritdoc/>
    public int Count => _labels.Length;

    /// <inheritdoc/>
    public IReadOnlyList<int> Labels => _labels;

    /// <summary>Copies tensors into memory of .NET.</summary>
    /// <param name="samples">Numbers of any type, <c>[N, C, H, W]</c>, on any device.</param>
    /// <param name="labels">Whole numbers, <c>[N]</c>, on any device; each fits in 32 bits.</param>
    /// <exception cref="ArgumentException">A shape or type differs from the above, or the samples take 2 GiB or more.</exception>
    /// <exception cref="OverflowException">A label does not fit.</exception>
    public static InMemorySamples From(Tensor samples, Tensor labels)
    {
        Check.Shape(samples, [-1, -1, -1, -1]);
        Check.Labels(labels, samples.shape[0]);
        if (samples.numel() > int.MaxValue / sizeof(float))
            throw new ArgumentException($"Needs less than 2 GiB of samples, got {samples.numel()} values.", nameof(samples));
        using var scope = NewDisposeScope();
        var values = samples.detach().to(ScalarType.Float32).cpu().contiguous();
        var classes = labels.to(ScalarType.Int64).cpu().contiguous();
        var sizes = samples.shape;
        return new InMemorySamples(
            MemoryMarshal.Cast<byte, float>(values.bytes).ToArray(), new ImageShape((int)sizes[1], (int)sizes[2], (int)sizes[3]),
            [.. classes.data<long>().ToArray().Select(label => checked((int)label))]);
    }

    /// <inheritdoc/>
    public string NameOf(int index)
    {
        SourceCheck.Index(index, Count);
        return $"sample {index} in memory";
    }

    /// <inheritdoc/>
    public void ReadInto(int index, Span<float> target)
    {
        SourceCheck.Read(index, Count, target, Shape);
        _values.Span.Slice(index * Shape.Length, Shape.Length).CopyTo(target);
    }
}
