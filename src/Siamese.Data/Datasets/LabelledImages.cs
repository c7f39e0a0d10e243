using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Datasets;

/// <summary>Tuples of images, or single images, with their labels, as dense tensors. Owns them; whoever holds it disposes it.</summary>
/// <remarks>Its tensors belong to no dispose scope, so that they live until <see cref="Dispose"/>, on any thread.</remarks>
public sealed class LabelledImages : IDisposable
{
    internal LabelledImages(Tensor images, Tensor? labels, int epoch, int number)
    {
        Images = images.DetachFromDisposeScope();
        Labels = labels?.DetachFromDisposeScope();
        (Epoch, Number) = (epoch, number);
    }

    /// <summary>
    /// float32, 0 to 255: <c>[B, L, H, W, C]</c> for tuples and <c>[B, H, W, C]</c> for single images; the channels before H where
    /// that was asked for, no B where there are no batches. Disposed with this.
    /// </summary>
    public Tensor Images { get; }

    /// <summary>As <see cref="LabelMode"/> says, no B where there are no batches; null where there are no labels. Disposed with this.</summary>
    public Tensor? Labels { get; }

    /// <summary>The epoch that this is of.</summary>
    public int Epoch { get; }

    /// <summary>Number of the batch in its epoch, from 0.</summary>
    public int Number { get; }

    /// <summary>Takes the two tensors apart; they stay owned by this.</summary>
    /// <param name="images"><see cref="Images"/>.</param>
    /// <param name="labels"><see cref="Labels"/>.</param>
    public void Deconstruct(out Tensor images, out Tensor? labels) => (images, labels) = (Images, Labels);

    /// <summary>Disposes the tensors. May be called more than once.</summary>
    public void Dispose()
    {
        Images.Dispose();
        Labels?.Dispose();
    }
}
