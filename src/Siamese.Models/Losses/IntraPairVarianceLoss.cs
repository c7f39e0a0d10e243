using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Per positive pair <c>[(1 − ε₊) μ₊ − s]₊²</c>, per negative pair <c>[s − (1 + ε₋) μ₋]₊²</c>, μ the mean over all pairs of the kind.</summary>
/// <remarks>
/// Pairs worse than the average of their kind are pulled towards it; meant beside another loss. By default on cosines, mean
/// over the positive pairs plus mean over the negative ones. Source: Yu and Tao, "Deep metric learning with tuplet
/// margin loss", ICCV 2019. Of a distance the roles are exchanged. Immutable, thread-safe.
/// </remarks>
public sealed class IntraPairVarianceLoss : MetricLoss
{
    /// <param name="positiveEpsilon">ε₊, finite.</param>
    /// <param name="negativeEpsilon">ε₋, finite.</param>
    /// <param name="options">Distance (cosine), reducer (mean) and regulariser.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not finite.</exception>
    public IntraPairVarianceLoss(double positiveEpsilon = 0.01, double negativeEpsilon = 0.01, MetricLossOptions? options = null)
        : base(nameof(IntraPairVarianceLoss), options, new CosineSimilarity())
    {
        positive_epsilon = Check.Finite(positiveEpsilon);
        negative_epsilon = Check.Finite(negativeEpsilon);
    }

    /// <summary>ε₊.</summary>
    public double positive_epsilon { get; }

    /// <summary>ε₋.</summary>
    public double negative_epsilon { get; }

    private protected override IReadOnlyList<LossPart> Parts(LossBatch batch)
    {
        var masks = PairMasks.Of(batch);
        var matrix = distance.Matrix(batch.Embeddings, batch.ReferenceEmbeddings);                    // [N, M]
        var (a1, p) = masks.PositivePairs();
        var (a2, n) = masks.NegativePairs();
        var (positive, negative) = (Pick(matrix, a1, p), Pick(matrix, a2, n));
        return
        [
            new LossPart(Price(positive, positive_epsilon, increase: distance.IsInverted), a1),
            new LossPart(Price(negative, negative_epsilon, increase: !distance.IsInverted), a2),
        ];
    }

    private static Tensor Price(Tensor values, double epsilon, bool increase)
    {
        var mean = values.sum() / Math.Max(1, values.numel());
        return (increase ? (1 - epsilon) * mean - values : values - (1 + epsilon) * mean).relu().square();
    }
}
