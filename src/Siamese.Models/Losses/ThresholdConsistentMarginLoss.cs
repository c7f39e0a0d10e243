using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary><c>λ₊ mean[m₊ − s]₊</c> over the positive pairs with a cosine of m₊ or less, plus <c>λ₋ mean[s − m₋]₊</c> over the negative pairs of m₋ or more.</summary>
/// <remarks>
/// Holds the cosines of all classes to one pair of thresholds; meant beside another loss. The result is one number, which
/// no reducer changes. Source: Zhang and others,
/// "Threshold-consistent margin loss for open-world deep metric learning", ICLR 2024. Immutable, thread-safe.
/// </remarks>
public sealed class ThresholdConsistentMarginLoss : MetricLoss
{
    /// <param name="positiveWeight">λ₊, finite.</param>
    /// <param name="negativeWeight">λ₋, finite.</param>
    /// <param name="positiveMargin">m₊, -1 to 1 to be of use. Finite.</param>
    /// <param name="negativeMargin">m₋, -1 to 1 to be of use. Finite.</param>
    /// <param name="options">Regulariser; the distance is the cosine, and no reducer is used.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not finite.</exception>
    /// <exception cref="ArgumentException">The options name another distance.</exception>
    public ThresholdConsistentMarginLoss(
        double positiveWeight = 1, double negativeWeight = 1, double positiveMargin = 0.9, double negativeMargin = 0.5, MetricLossOptions? options = null)
        : base(nameof(ThresholdConsistentMarginLoss), options, Only(options, new CosineSimilarity()))
    {
        positive_weight = Check.Finite(positiveWeight);
        negative_weight = Check.Finite(negativeWeight);
        positive_margin = Check.Finite(positiveMargin);
        negative_margin = Check.Finite(negativeMargin);
    }

    /// <summary>λ₊.</summary>
    public double positive_weight { get; }

    /// <summary>λ₋.</summary>
    public double negative_weight { get; }

    /// <summary>m₊.</summary>
    public double positive_margin { get; }

    /// <summary>m₋.</summary>
    public double negative_margin { get; }

    private protected override IReadOnlyList<LossPart> Parts(LossBatch batch)
    {
        var masks = PairMasks.Of(batch);
        var matrix = distance.Matrix(batch.Embeddings, batch.ReferenceEmbeddings);                    // [N, M]
        var (a1, p) = masks.PositivePairs();
        var (a2, n) = masks.NegativePairs();
        return
        [
            new LossPart(positive_weight * Mean(positive_margin - Pick(matrix, a1, p)), a1),
            new LossPart(negative_weight * Mean(Pick(matrix, a2, n) - negative_margin), a2),
        ];
    }

    private static Tensor Mean(Tensor violations) => violations.relu().sum() / violations.ge(0).sum().clamp_min(1);
}
