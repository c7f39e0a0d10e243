using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Sources;

/// <summary>Reads the samples of any source into tensors.</summary>
public static class SampleReading
{
    /// <summary>Reads one sample.</summary>
    /// <param name="source">Where it is.</param>
    /// <param name="index">0 to Count - 1.</param>
    /// <returns>A new float32 tensor <c>[C, H, W]</c> on the CPU. The caller owns it.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is not a sample.</exception>
    public static Tensor Read(this ISampleSource source, int index)
    {
        ArgumentNullException.ThrowIfNull(source);
        SourceCheck.Index(index, source.Count);
        var shape = source.Shape;
        using var scope = NewDisposeScope();
        var image = empty(shape.Channels, shape.Height, shape.Width, ScalarType.Float32, CPU);
        source.ReadInto(index, MemoryMarshal.Cast<byte, float>(image.bytes));
        return image.MoveToOuterDisposeScope();
    }

    /// <summary>Reads several samples into one tensor, in the order given; an index may come more than once.</summary>
    /// <param name="source">Where they are.</param>
    /// <param name="indices">Each 0 to Count - 1.</param>
    /// <returns>A new contiguous float32 tensor <c>[B, C, H, W]</c> on the CPU. The caller owns it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An index is not a sample.</exception>
    /// <exception cref="ArgumentException">The batch would take 2 GiB or more.</exception>
    public static Tensor ReadBatch(this ISampleSource source, ReadOnlySpan<int> indices)
    {
        ArgumentNullException.ThrowIfNull(source);
        foreach (var index in indices)
            SourceCheck.Index(index, source.Count, nameof(indices));
        using var scope = NewDisposeScope();
        var batch = NewBatch(source.Shape, indices.Length, nameof(indices));
        for (var i = 0; i < indices.Length; i++)
            source.ReadInto(indices[i], ImageOf(batch, source.Shape, i));
        return batch.MoveToOuterDisposeScope();
    }

    /// <summary>A tensor for images, of no defined content, <c>[B, C, H, W]</c>.</summary>
    internal static Tensor NewBatch(ImageShape shape, int count, string argument)
    {
        // A span reaches no further than 2 GiB.
        if ((long)count * shape.Length * sizeof(float) > int.MaxValue)
            throw new ArgumentException($"Needs at most {int.MaxValue / sizeof(float) / shape.Length} images {shape} in a batch, got {count}.", argument);
        return empty(count, shape.Channels, shape.Height, shape.Width, ScalarType.Float32, CPU);
    }

    /// <summary>The values of one image of such a tensor.</summary>
    private static Span<float> ImageOf(Tensor batch, ImageShape shape, int place)
        => MemoryMarshal.Cast<byte, float>(batch.bytes).Slice(place * shape.Length, shape.Length);
}
