using TorchSharp.Siamese.Data;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Any loss on two views of N images without labels: row i of both views is one class.</summary>
/// <remarks>Checkpoint keys: <c>loss.*</c>. Owns the loss. Thread-safe if the loss is.</remarks>
public sealed class SelfSupervisedLoss : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly MetricLoss loss;

    /// <param name="loss">The loss; becomes part of this one.</param>
    /// <param name="symmetric">Whether both views are anchors and stand in one batch of 2N; else the first are anchors and the second the reference set.</param>
    public SelfSupervisedLoss(MetricLoss loss, bool symmetric = true)
        : base(nameof(SelfSupervisedLoss))
    {
        ArgumentNullException.ThrowIfNull(loss);
        this.loss = loss;
        Symmetric = symmetric;
        RegisterComponents();
    }

    /// <summary>Whether both views are anchors.</summary>
    public bool Symmetric { get; }

    /// <param name="first">Embeddings of one view, <c>[N, D]</c>, floating point, finite.</param>
    /// <param name="second">Embeddings of the other view in the same order, <c>[N, D]</c>, same dtype and device.</param>
    /// <returns>What the loss gives. The caller owns it.</returns>
    /// <exception cref="ArgumentException">A shape, dtype or device differs from the above, or the loss takes no reference set.</exception>
    public override Tensor forward(Tensor first, Tensor second)
    {
        Check.Embeddings(first);
        Check.EmbeddingsLike(Check.Shape(second, first.shape), first, nameof(second));
        using var scope = NewDisposeScope();
        var labels = arange(first.shape[0], dtype: ScalarType.Int64, device: first.device);
        var batch = Symmetric
            ? new LossBatch(cat([first, second])) { Labels = cat([labels, labels]) }
            : new LossBatch(first) { Labels = labels, ReferenceEmbeddings = second, ReferenceLabels = labels };
        return loss.Evaluate(batch).Loss.MoveToOuterDisposeScope();
    }
}
