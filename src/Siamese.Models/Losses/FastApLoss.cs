using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>1 less the average precision of each row's ranking of the batch, distances sorted into a soft histogram.</summary>
/// <remarks>
/// Each distance, 0 to 2^power, is shared between its two nearest bin centres; with h₊ and h the histograms of positives and
/// of all and H₊, H their running sums, the precision is <c>1/|P| Σ_b h₊ H₊ / H</c>. On (by default squared) Euclidean
/// distances of L2-normalised rows, mean over the rows that have a positive; given tuples weigh the rows. Source: Cakir,
/// He, Xia, Kulis and Sclaroff, "Deep metric learning to rank", CVPR 2019. O(N²), whatever the bins. Immutable,
/// thread-safe.
/// </remarks>
public sealed class FastApLoss : MetricLoss
{
    /// <param name="bins">Number of bins, 1 to 2^20.</param>
    /// <param name="options">Reducer (mean), regulariser, and an <see cref="LpDistance"/> with p = 2 of normalised rows, of any power.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bins"/> lies outside its range.</exception>
    /// <exception cref="ArgumentException">The options name another distance.</exception>
    public FastApLoss(int bins = 10, MetricLossOptions? options = null)
        : base(nameof(FastApLoss), options, Only(options, new LpDistance(power: 2), d => d is { P: 2, Normalize: true }),
            inputs: LossInputs.TuplesAreWeights | LossInputs.Relation | LossInputs.LabelsOptional)
        => this.bins = Check.Between(bins, 1, 1 << 20);

    /// <summary>Number of bins.</summary>
    public int bins { get; }

    private protected override IReadOnlyList<LossPart> Parts(LossBatch batch)
    {
        var masks = PairMasks.OfClasses(batch);
        var rows = masks.Positive.any(1).nonzero().reshape(-1);                                       // [K]
        var width = Math.Pow(2, ((LpDistance)distance).Power) / bins;
        var places = distance.Matrix(batch.Embeddings).index_select(0, rows) / width;                 // [K, N], in bins
        var positive = masks.Positive.index_select(0, rows).to(places.dtype);
        var ofPositives = Histogram(places, positive);                                                // [K, bins + 1]
        var ofAll = ofPositives + Histogram(places, masks.Negative.index_select(0, rows).to(places.dtype));
        var (upToPositives, upToAll) = (ofPositives.cumsum(1), ofAll.cumsum(1));
        var share = ofPositives * upToPositives / upToAll.masked_fill(upToAll.le(0), 1);              // [K, bins + 1]
        var losses = 1 - share.sum(1) / positive.sum(1);                                              // [K]
        var weights = TupleWeights.Of(batch)?.index_select(0, rows);
        return [new LossPart(weights is null ? losses : losses * weights, rows) { IsOfAnchors = true }];
    }

    private Tensor Histogram(Tensor places, Tensor counted)
    {
        var lower = places.detach().floor().clamp(0, bins - 1);
        var upperShare = places - lower;                                                              // [K, N]
        var bin = lower.to(ScalarType.Int64);
        return zeros([places.shape[0], bins + 1], places.dtype, places.device)
            .scatter_add(1, bin, (1 - upperShare) * counted)
            .scatter_add(1, bin + 1, upperShare * counted);
    }
}
