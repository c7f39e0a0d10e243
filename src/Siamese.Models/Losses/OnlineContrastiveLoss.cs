using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Losses.Reducers;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Contrastive on the hard pairs of a batch: <c>d²</c> of positives farther than the nearest negative, <c>[m − d]₊²</c> of negatives nearer than the farthest positive.</summary>
/// <remarks>
/// By default <c>d = 1 − cos</c>, summed over the hard pairs; nearest and farthest are those of the whole batch. Where a batch
/// has pairs of one kind only, all of them count. Of a similarity <c>1 − s</c> is the distance. Source: the loss of this name in
/// the sentence-transformers library. Immutable, thread-safe.
/// </remarks>
public sealed class OnlineContrastiveLoss : MetricLoss
{
    /// <param name="margin">m, in the unit of the distance. Finite, above 0.</param>
    /// <param name="options">Distance (cosine), reducer (sum) and regulariser.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="margin"/> is not finite and positive.</exception>
    public OnlineContrastiveLoss(double margin = 0.5, MetricLossOptions? options = null)
        : base(nameof(OnlineContrastiveLoss), options, new CosineSimilarity(), Reducer.Sum)
        => this.margin = Check.FinitePositive(margin);

    /// <summary>m.</summary>
    public double margin { get; }

    private protected override IReadOnlyList<LossPart> Parts(LossBatch batch)
    {
        var masks = PairMasks.Of(batch);
        var matrix = distance.Matrix(batch.Embeddings, batch.ReferenceEmbeddings);                    // [N, M]
        var distances = distance.IsInverted ? 1 - matrix : matrix;
        var (a1, p) = masks.PositivePairs();
        var (a2, n) = masks.NegativePairs();
        var (positive, negative) = (Pick(distances, a1, p), Pick(distances, a2, n));
        var (hardPositive, hardNegative) = (positive.ge(double.NegativeInfinity), negative.ge(double.NegativeInfinity));
        if (a1.shape[0] > 0 && a2.shape[0] > 0)
            (hardPositive, hardNegative) = (positive.gt(negative.min()), negative.lt(positive.max()));
        return
        [
            new LossPart(positive.square().masked_fill(hardPositive.logical_not(), 0), a1) { Usable = hardPositive },
            new LossPart((margin - negative).relu().square().masked_fill(hardNegative.logical_not(), 0), a2) { Usable = hardNegative },
        ];
    }
}
