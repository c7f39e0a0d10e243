using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Cross-entropy over a row's cosines to the rows of the batch, times γ; the target is the row whose number is the rank of its label.</summary>
/// <remarks>
/// Meant for batches in which row k shows class k, as in a batch of N different instances with one row each, in order. That
/// column choice, with the row itself in the softmax, is the reference implementation's; it is kept so that values agree. For
/// other batches take <see cref="NTXentLoss"/> or <see cref="SupConLoss"/>. Mean over the rows. Source: Zheng, Zheng, Garrett,
/// Yang, Xu and Shen, "Dual-path convolutional image-text embeddings with instance loss", ACM TOMM 2020. Immutable, thread-safe.
/// </remarks>
public sealed class InstanceLoss : MetricLoss
{
    /// <param name="gamma">γ, finite, above 0.</param>
    /// <param name="options">Reducer (mean) and regulariser; the distance is the cosine.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="gamma"/> is not finite and positive.</exception>
    /// <exception cref="ArgumentException">The options name another distance.</exception>
    public InstanceLoss(double gamma = 64, MetricLossOptions? options = null)
        : base(nameof(InstanceLoss), options, Only(options, new CosineSimilarity()), inputs: LossInputs.LabelsOnly)
        => this.gamma = Check.FinitePositive(gamma);

    /// <summary>γ.</summary>
    public double gamma { get; }

    private protected override IReadOnlyList<LossPart> Parts(LossBatch batch)
    {
        var matrix = distance.Matrix(batch.Embeddings);                                               // [N, N]
        if (matrix.shape[0] == 0)
            return [new LossPart(matrix.sum(1), RowNumbers(batch))];
        var ranks = batch.Labels!.unique(return_inverse: true).inverse_indices!;                      // [N]
        return [new LossPart(nn.functional.cross_entropy(matrix * gamma, ranks, reduction: nn.Reduction.None), RowNumbers(batch))];
    }
}
