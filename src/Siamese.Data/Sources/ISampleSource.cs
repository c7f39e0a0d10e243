namespace TorchSharp.Siamese.Data.Sources;

/// <summary>Labelled images of one size, numbered from 0, that can be read in any order.</summary>
/// <remarks>
/// An implementation is safe to read from several threads at once, and reading sample i gives the same values whatever was
/// read before. Images are written where the reader wants them, so that a loader fills one buffer and makes no tensor for each;
/// <see cref="SampleReading"/> reads into tensors.
/// </remarks>
public interface ISampleSource
{
    /// <summary>Number of samples.</summary>
    int Count { get; }

    /// <summary>Class of each sample; <see cref="Count"/> numbers, which need not be contiguous.</summary>
    IReadOnlyList<int> Labels { get; }

    /// <summary>Size of every image as it is read.</summary>
    ImageShape Shape { get; }

    /// <summary>Where a sample comes from, for people: a path, or a place in a file or in memory.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is not a sample.</exception>
    string NameOf(int index);

    /// <summary>Reads one image.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    /// <param name="target">Takes the values, <c>[C, H, W]</c>, row-major; of no defined content if reading fails.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is not a sample.</exception>
    /// <exception cref="ArgumentException"><paramref name="target"/> is not of C x H x W values.</exception>
    void ReadInto(int index, Span<float> target);
}
