using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Losses.Reducers;
using TorchSharp.Siamese.Models.Losses.Rows;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Supervised contrastive: per anchor <c>−1/|P| Σₚ log( e^(s(a,p)/τ) / Σₖ e^(s(a,k)/τ) )</c> over its positives p, k over positives and negatives.</summary>
/// <remarks>
/// By default on cosines, mean over the anchors with a loss above 0. Source: Khosla et al., NeurIPS 2020, eq. 2 (the sum
/// outside the logarithm). An anchor without positives costs nothing, and so does a batch without any negative.
/// Of a distance the negative is taken. O(N) memory beyond a block of similarities, and first derivatives only. Immutable, thread-safe.
/// </remarks>
public sealed class SupConLoss : RowLoss
{
    /// <param name="temperature">τ, finite, above 0.</param>
    /// <param name="options">Distance (cosine), reducer (average of non-zero) and regulariser.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="temperature"/> is not finite and positive.</exception>
    public SupConLoss(double temperature = 0.1, MetricLossOptions? options = null)
        : base(nameof(SupConLoss), options, new CosineSimilarity(), Reducer.AverageNonZero)
        => this.temperature = Check.FinitePositive(temperature);

    /// <summary>τ.</summary>
    public double temperature { get; }

    private protected override Func<RowPairs, IRowLoss> RowForm => pairs => new SupConRows(pairs, distance.IsInverted, temperature);

    private protected override Tensor Price(Tensor matrix, PairMasks masks)
    {
        var logits = Farther(matrix) / -temperature;                                                  // [N, M]
        var all = LogSumExp.OfRowsOrZero(logits, masks.Positive.logical_or(masks.Negative));          // [N]
        var positives = masks.Positive.sum(1);                                                        // [N]
        var mean = logits.masked_fill(masks.Positive.logical_not(), 0).sum(1) / positives.clamp_min(1);
        return (all - mean).masked_fill(Usable(masks).logical_not(), 0);
    }

    private protected override Tensor Usable(PairMasks masks) => masks.Positive.any(1).logical_and(masks.Negative.any());
}
