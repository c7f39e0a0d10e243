using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Losses.Reducers;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Per quadruplet <c>[d(a,p) − d(a,n₁) + m₁]₊ + [d(a,p) − d(n₁,n₂) + m₂]₊</c>: also pairs of two other classes are to be farther apart than the positive pair.</summary>
/// <remarks>
/// By default on squared Euclidean distances of L2-normalised rows. Source: Chen, Chen, Zhang and Huang, "Beyond triplet loss: a
/// deep quadruplet network for person re-identification", CVPR 2017. Of a similarity the signs are exchanged. Immutable, thread-safe.
/// </remarks>
public sealed class QuadrupletLoss : nn.Module<Tensor, Tensor, Tensor, Tensor, Tensor>
{
    private readonly IDistance _distance;
    private readonly Reducer _reducer;

    /// <param name="margin">m₁, finite.</param>
    /// <param name="otherMargin">m₂, finite; the paper takes it smaller than m₁.</param>
    /// <param name="distance">What is compared; null for squared Euclidean distances of L2-normalised rows.</param>
    /// <param name="reducer">How the quadruplets' losses become one number; null for the mean.</param>
    /// <exception cref="ArgumentOutOfRangeException">A margin is not finite.</exception>
    public QuadrupletLoss(double margin = 1, double otherMargin = 0.5, IDistance? distance = null, Reducer? reducer = null)
        : base(nameof(QuadrupletLoss))
    {
        this.margin = Check.Finite(margin);
        other_margin = Check.Finite(otherMargin);
        _distance = distance ?? new LpDistance(power: 2);
        _reducer = reducer ?? Reducer.Mean;
    }

    /// <summary>m₁.</summary>
    public double margin { get; }

    /// <summary>m₂.</summary>
    public double other_margin { get; }

    /// <param name="anchor">Embeddings, <c>[N, D]</c>, floating point, finite.</param>
    /// <param name="positive">Embeddings of the anchors' classes, <c>[N, D]</c>, same dtype and device.</param>
    /// <param name="negative">Embeddings of another class, <c>[N, D]</c>, same dtype and device.</param>
    /// <param name="other">Embeddings of a third class, <c>[N, D]</c>, same dtype and device.</param>
    /// <returns>A scalar, or <c>[N]</c> without reduction. 0 for N = 0. The caller owns it.</returns>
    /// <exception cref="ArgumentException">A shape, dtype or device differs from the above, or a number is not finite.</exception>
    public override Tensor forward(Tensor anchor, Tensor positive, Tensor negative, Tensor other)
    {
        TupleRows.Check((anchor, nameof(anchor)), (positive, nameof(positive)), (negative, nameof(negative)), (other, nameof(other)));
        using var scope = NewDisposeScope();
        var near = _distance.Pairwise(anchor, positive);                                              // [N]
        var losses = Excess(near, _distance.Pairwise(anchor, negative), margin) + Excess(near, _distance.Pairwise(negative, other), other_margin);
        var rows = arange(anchor.shape[0], dtype: ScalarType.Int64, device: anchor.device);
        return Saturation.Of(_reducer.Reduce(new LossPart(losses, rows), new LossBatch(anchor)), anchor, positive, negative, other).MoveToOuterDisposeScope();
    }

    private Tensor Excess(Tensor near, Tensor far, double by) => ((_distance.IsInverted ? far - near : near - far) + by).relu();
}
