using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Losses.Reducers;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Per quintuplet <c>[g₁ + d(a,p₁) − d(a,p₂)]₊ + [g₂ + d(a,p₂) − d(a,p₃)]₊ + [g₃ + d(a,p₃) − d(a,n)]₊</c>: three grades of positives, each nearer than the next, all nearer than the negative.</summary>
/// <remarks>
/// p₁ is of the anchor's cluster, p₂ and p₃ near and far ones of other clusters of its class. By default on squared Euclidean distances of
/// L2-normalised rows. Source: Huang, Li, Loy and Tang, "Learning deep representation for imbalanced classification", CVPR
/// 2016. Of a similarity the signs are exchanged. Immutable, thread-safe.
/// </remarks>
public sealed class QuintupletLoss : nn.Module<Tensor, Tensor, Tensor, Tensor, Tensor, Tensor>
{
    private readonly IDistance _distance;
    private readonly Reducer _reducer;
    private readonly double[] _gaps;

    /// <param name="firstGap">g₁, finite.</param>
    /// <param name="secondGap">g₂, finite.</param>
    /// <param name="thirdGap">g₃, finite.</param>
    /// <param name="distance">What is compared; null for squared Euclidean distances of L2-normalised rows.</param>
    /// <param name="reducer">How the quintuplets' losses become one number; null for the mean.</param>
    /// <exception cref="ArgumentOutOfRangeException">A gap is not finite.</exception>
    public QuintupletLoss(double firstGap = 0.2, double secondGap = 0.2, double thirdGap = 0.2, IDistance? distance = null, Reducer? reducer = null)
        : base(nameof(QuintupletLoss))
    {
        _gaps = [Check.Finite(firstGap), Check.Finite(secondGap), Check.Finite(thirdGap)];
        _distance = distance ?? new LpDistance(power: 2);
        _reducer = reducer ?? Reducer.Mean;
    }

    /// <param name="anchor">Embeddings, <c>[N, D]</c>, floating point, finite.</param>
    /// <param name="nearest">p₁, <c>[N, D]</c>, same dtype and device.</param>
    /// <param name="near">p₂, <c>[N, D]</c>, same dtype and device.</param>
    /// <param name="far">p₃, <c>[N, D]</c>, same dtype and device.</param>
    /// <param name="negative">Embeddings of another class, <c>[N, D]</c>, same dtype and device.</param>
    /// <returns>A scalar, or <c>[N]</c> without reduction. 0 for N = 0. The caller owns it.</returns>
    /// <exception cref="ArgumentException">A shape, dtype or device differs from the above, or a number is not finite.</exception>
    public override Tensor forward(Tensor anchor, Tensor nearest, Tensor near, Tensor far, Tensor negative)
    {
        TupleRows.Check((anchor, nameof(anchor)), (nearest, nameof(nearest)), (near, nameof(near)), (far, nameof(far)), (negative, nameof(negative)));
        using var scope = NewDisposeScope();
        Tensor[] others = [nearest, near, far, negative];
        var distances = others.Select(rows => _distance.IsInverted ? -_distance.Pairwise(anchor, rows) : _distance.Pairwise(anchor, rows)).ToArray();
        var losses = Enumerable.Range(0, _gaps.Length)
            .Select(i => (_gaps[i] + distances[i] - distances[i + 1]).relu())
            .Aggregate((sum, next) => sum + next);                                                    // [N]
        var index = arange(anchor.shape[0], dtype: ScalarType.Int64, device: anchor.device);
        return Saturation.Of(_reducer.Reduce(new LossPart(losses, index), new LossBatch(anchor)), [anchor, .. others]).MoveToOuterDisposeScope();
    }
}
