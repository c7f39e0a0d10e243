using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Loading;

/// <summary>Some samples with their labels, all on one device. Owns its tensors; whoever holds the batch disposes it.</summary>
/// <remarks>Its tensors belong to no dispose scope, so that a batch lives until <see cref="Dispose"/>, on any thread.</remarks>
public sealed class SampleBatch : ILoadedBatch
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
        // Not moved out: which thread makes a batch, and in whose scope, must make no difference.
        Images = images.DetachFromDisposeScope();
        Labels = labels.DetachFromDisposeScope();
        Ids = ids.DetachFromDisposeScope();
        Epoch = epoch;
        Number = number;
    }

    /// <inheritdoc/>
    public Tensor Images { get; }

    /// <inheritdoc/>
    public Tensor Labels { get; }

    /// <inheritdoc/>
    public Tensor Ids { get; }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public int Epoch { get; }

    /// <inheritdoc/>
    public int Number { get; }

    /// <inheritdoc/>
    public IReadOnlyList<ReadFailure> Failures { get; internal init; } = [];

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
