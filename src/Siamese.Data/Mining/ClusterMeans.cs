using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Mining;

/// <summary>The mean embedding of every class of a batch, to be anchors: class means against single rows, not rows against rows.</summary>
/// <remarks>
/// The means are differentiable. Any miner goes with them: a batch-hard one gives per class its farthest row and the nearest row of
/// another class, and a loss takes the means as embeddings and the rows as the reference set. Owns its tensors.
/// </remarks>
public sealed class ClusterMeans : IDisposable
{
    private ClusterMeans(Tensor means, Tensor labels) => (Means, Labels) = (means, labels);

    /// <summary>One row per class, ascending by label, <c>[C, D]</c>, with the gradient that leads back to the embeddings.</summary>
    public Tensor Means { get; }

    /// <summary>The label of each, int64, <c>[C]</c>.</summary>
    public Tensor Labels { get; }

    /// <summary>Means of a batch.</summary>
    /// <param name="embeddings"><c>[N, D]</c>, floating point.</param>
    /// <param name="labels">Whole numbers, <c>[N]</c>, same device.</param>
    /// <returns>Means and their labels; the caller owns them.</returns>
    /// <exception cref="ArgumentException">A shape, dtype or device differs from the above.</exception>
    public static ClusterMeans Of(Tensor embeddings, Tensor labels)
    {
        Check.Embeddings(embeddings);
        Check.SameDevice(Check.Labels(labels, embeddings.shape[0]), embeddings);
        using var scope = NewDisposeScope();
        var (values, inverse, counts) = labels.to(ScalarType.Int64).unique(sorted: true, return_inverse: true, return_counts: true);
        var sums = zeros(values.shape[0], embeddings.shape[1], dtype: embeddings.dtype, device: embeddings.device).index_add(0, inverse!, embeddings, 1);
        return new ClusterMeans((sums / counts!.unsqueeze(1)).MoveToOuterDisposeScope(), values.MoveToOuterDisposeScope());
    }

    /// <summary>Chooses tuples of which the anchors are means and the others are rows.</summary>
    /// <param name="miner">How.</param>
    /// <param name="embeddings">The rows, <c>[N, D]</c>.</param>
    /// <param name="labels">Their labels, <c>[N]</c>.</param>
    /// <returns>Anchors index <see cref="Means"/>, positives and negatives the rows: prices go with the rows as reference set. The caller owns them.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="miner"/> is null.</exception>
    /// <exception cref="ArgumentException">A shape, dtype or device does not fit.</exception>
    public TupleIndices Mine(IMiner miner, Tensor embeddings, Tensor labels)
    {
        ArgumentNullException.ThrowIfNull(miner);
        using var scope = NewDisposeScope();
        return miner.Mine(Means.detach(), Labels, embeddings.detach(), labels.to(ScalarType.Int64)).MoveToOuterDisposeScope();
    }

    /// <summary>Disposes both tensors. Safe to call twice.</summary>
    public void Dispose()
    {
        Means.Dispose();
        Labels.Dispose();
    }
}
