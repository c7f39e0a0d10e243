using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>The chance that a random negative pair is more alike than a random positive one: <c>Σ_b h₋(b) H₊(b)</c>, H₊ the running sum of the positives' histogram.</summary>
/// <remarks>
/// On cosines, -1 to 1, each shared between its two nearest bin edges. Pairs count once, whichever row is the anchor, and only
/// if their anchor has pairs of both kinds. The result is one number, which no reducer changes. A cosine of 1 goes to the last
/// edge. Source: Ustinova and Lempitsky, "Learning deep embeddings with histogram loss", NIPS 2016.
/// Immutable, thread-safe.
/// </remarks>
public sealed class HistogramLoss : MetricLoss
{
    /// <param name="bins">Number of bins between -1 and 1, 1 to 2^20; their width is 2 divided by it.</param>
    /// <param name="options">Regulariser; the distance is the cosine, and no reducer is used.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bins"/> lies outside its range.</exception>
    /// <exception cref="ArgumentException">The options name another distance.</exception>
    public HistogramLoss(int bins = 100, MetricLossOptions? options = null)
        : base(nameof(HistogramLoss), options, Only(options, new CosineSimilarity()), inputs: LossInputs.Tuples | LossInputs.Relation | LossInputs.LabelsOptional)
        => this.bins = Check.Between(bins, 1, 1 << 20);

    /// <summary>Number of bins between -1 and 1.</summary>
    public int bins { get; }

    private protected override IReadOnlyList<LossPart> Parts(LossBatch batch)
    {
        var masks = PairMasks.Of(batch);
        var matrix = distance.Matrix(batch.Embeddings);                                               // [N, N]
        var both = masks.Positive.any(1).logical_and(masks.Negative.any(1)).unsqueeze(1);             // [N, 1]
        var (positiveRows, positives) = Once(masks.Positive.logical_and(both));
        var (negativeRows, negatives) = Once(masks.Negative.logical_and(both));
        var anchors = cat([positiveRows, negativeRows]);
        if (anchors.shape[0] == 0)
            return [new LossPart((batch.Embeddings * 0).sum(), anchors)];
        var upToPositives = Density(Pick(matrix, positiveRows, positives)).cumsum(0);                 // [bins + 1]
        return [new LossPart((Density(Pick(matrix, negativeRows, negatives)) * upToPositives).sum(), anchors)];
    }

    /// <summary>Pairs of rows i and j, i below j, that the mask holds in either order.</summary>
    private static (Tensor Rows, Tensor Columns) Once(Tensor mask)
    {
        var pairs = mask.logical_or(mask.t()).triu().nonzero();                                       // [K, 2]
        return (pairs.select(1, 0), pairs.select(1, 1));
    }

    private Tensor Density(Tensor similarities)
    {
        var places = (similarities + 1) * (bins / 2.0);                                               // [K], in bins
        var lower = places.detach().floor().clamp(0, bins - 1);
        var upperShare = places - lower;
        var bin = lower.to(ScalarType.Int64);
        return zeros([bins + 1], places.dtype, places.device)
            .scatter_add(0, bin, 1 - upperShare)
            .scatter_add(0, bin + 1, upperShare) / similarities.shape[0];
    }
}
