using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Sources;

/// <summary>Labelled samples, numbered from 0, that can be read in any order.</summary>
/// <remarks>
/// An implementation is safe to read from several threads at once, and reading sample i gives the same values whatever was
/// read before. Everything is on the CPU; <see cref="Loading.BatchLoader"/> moves batches to other devices.
/// </remarks>
public interface ISampleSource
{
    /// <summary>Number of samples.</summary>
    int Count { get; }

    /// <summary>Class of each sample; <see cref="Count"/> numbers, which need not be contiguous.</summary>
    IReadOnlyList<int> Labels { get; }

    /// <summary>Reads one sample.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    /// <returns>A new float32 tensor <c>[C, H, W]</c> on the CPU. The caller owns it.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is not a sample.</exception>
    Tensor Read(int index);

    /// <summary>Reads several samples into one tensor, in the order given; an index may come more than once.</summary>
    /// <param name="indices">Each 0 to <see cref="Count"/> - 1.</param>
    /// <returns>A new contiguous float32 tensor <c>[B, C, H, W]</c> on the CPU. The caller owns it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An index is not a sample.</exception>
    Tensor ReadBatch(ReadOnlySpan<int> indices);
}
