using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Loading;

/// <summary>Some samples with their labels, all on one device. Owns its tensors; whoever holds the batch disposes it.</summary>
/// <remarks>Its tensors belong to no dispose scope, so that a batch lives until <see cref="Dispose"/>, on any thread.</remarks>
public sealed class SampleBatch : IDisposable
{
    /// <param name="images">float32 <c>[U, C, H, W]</c>. Owned from here on.</param>
    /// <param name="labels">int64 <c>[U]</c>. Owned from here on.</param>
    /// <param name="ids">int64 <c>[U]</c>. Owned from here on.</param>
    /// <param name="epoch">The epoch that the batch is of.</param>
    /// <param name="number">Number of the batch in its epoch, from 0.</param>
    /// <exception cref="ArgumentException">The three do not have the same number of rows.</exception>
    public SampleBatch(Tensor images, Tensor labels, Tensor ids, int epoch = 0, int number = 0)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(ids);
        Count = checked((int)images.shape[0]);
        CheckRows(labels, nameof(labels));
        CheckRows(ids, nameof(ids));
        Images = images;
        Labels = labels;
        Ids = ids;
        Epoch = epoch;
        Number = number;
    }

    /// <summary>The images, float32 <c>[U, C, H, W]</c>. Disposed with the batch.</summary>
    public Tensor Images { get; }

    /// <summary>Class of each image, int64 <c>[U]</c>. Disposed with the batch.</summary>
    public Tensor Labels { get; }

    /// <summary>Number of each image in its source, int64 <c>[U]</c>. Disposed with the batch.</summary>
    public Tensor Ids { get; }

    /// <summary>Number of samples, U.</summary>
    public int Count { get; }

    /// <summary>The epoch that the batch is of.</summary>
    public int Epoch { get; }

    /// <summary>Number of the batch in its epoch, from 0.</summary>
    public int Number { get; }

    /// <summary>Disposes the three tensors. May be called more than once.</summary>
    public void Dispose()
    {
        Images.Dispose();
        Labels.Dispose();
        Ids.Dispose();
    }

    private void CheckRows(Tensor tensor, string name)
    {
        if (tensor.dim() != 1 || tensor.shape[0] != Count)
            throw new ArgumentException($"Expected shape [{Count}], got [{string.Join(", ", tensor.shape)}].", name);
    }
}
