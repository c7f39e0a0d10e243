using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Losses.Reducers;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Contrastive on the noise-to-signal ratio <c>d = var(a − b) / var(a)</c>: <c>[d − m₊]₊</c> for pairs of one class, <c>[m₋ − d]₊</c> for others.</summary>
/// <remarks>
/// The mean over the non-zero positive pairs plus that over the non-zero negative ones. Source: Yuan, Deng, Tang, Tang and
/// Chen, "Signal-to-noise ratio: a robust distance metric for deep metric learning", CVPR 2019; their zero-mean term is
/// <see cref="Regularizers.ZeroMeanRegularizer"/>. Immutable, thread-safe.
/// </remarks>
public sealed class SnrContrastiveLoss : MetricLoss
{
    /// <param name="positiveMargin">m₊, finite.</param>
    /// <param name="negativeMargin">m₋, finite.</param>
    /// <param name="options">Reducer (average of non-zero) and regulariser; the distance is a <see cref="SnrDistance"/>, by default of normalised rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">A margin is not finite.</exception>
    /// <exception cref="ArgumentException">The options name another distance.</exception>
    public SnrContrastiveLoss(double positiveMargin = 0, double negativeMargin = 1, MetricLossOptions? options = null)
        : base(nameof(SnrContrastiveLoss), options, Only(options, new SnrDistance()), Reducer.AverageNonZero)
    {
        positive_margin = Check.Finite(positiveMargin);
        negative_margin = Check.Finite(negativeMargin);
    }

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
            new LossPart((Pick(matrix, a1, p) - positive_margin).relu(), a1),
            new LossPart((negative_margin - Pick(matrix, a2, n)).relu(), a2),
        ];
    }
}
