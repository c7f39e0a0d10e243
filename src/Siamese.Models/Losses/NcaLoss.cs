using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Neighbourhood components: per row <c>−log Σ_{j of its class} softmaxⱼ(−c·d²)</c>, the chance that a random neighbour is of its class.</summary>
/// <remarks>
/// By default on squared Euclidean distances of L2-normalised rows, mean over the rows that have a positive; the others are
/// left out. Given tuples weigh the rows by how often each is named, the most named by 1. Source: Goldberger, Roweis, Hinton
/// and Salakhutdinov, NIPS 2004. Of a similarity the sign is exchanged. Immutable, thread-safe.
/// </remarks>
public sealed class NcaLoss : MetricLoss
{
    /// <param name="softmaxScale">c, finite, above 0.</param>
    /// <param name="options">Distance (squared Euclidean, normalised), reducer (mean) and regulariser.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="softmaxScale"/> is not finite and positive.</exception>
    public NcaLoss(double softmaxScale = 1, MetricLossOptions? options = null)
        : base(nameof(NcaLoss), options, new LpDistance(power: 2), inputs: LossInputs.TuplesAreWeights | LossInputs.Reference | LossInputs.Relation | LossInputs.LabelsOptional)
        => softmax_scale = Check.FinitePositive(softmaxScale);

    /// <summary>c.</summary>
    public double softmax_scale { get; }

    private protected override IReadOnlyList<LossPart> Parts(LossBatch batch)
    {
        var masks = PairMasks.OfClasses(batch);
        var matrix = distance.Matrix(batch.Embeddings, batch.ReferenceEmbeddings);                    // [N, M]
        var weights = TupleWeights.Of(batch, anchorsOnly: batch.ReferenceEmbeddings is not null);
        return [Price(Farther(matrix) * -softmax_scale, masks, weights)];
    }

    /// <summary>The rows that have a positive, from logits <c>[N, M]</c>.</summary>
    internal static LossPart Price(Tensor logits, PairMasks masks, Tensor? weights)
    {
        var rows = masks.Positive.any(1).nonzero().reshape(-1);                                       // [K]
        var all = LogSumExp.OfRows(logits, masks.Positive.logical_or(masks.Negative));                // [N]
        var losses = (all - LogSumExp.OfRows(logits, masks.Positive)).index_select(0, rows);          // [K]
        return new LossPart(weights is null ? losses : losses * weights.index_select(0, rows), rows) { IsOfAnchors = true };
    }
}
