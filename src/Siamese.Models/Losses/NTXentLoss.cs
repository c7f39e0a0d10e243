using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Losses.Rows;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>InfoNCE: per positive pair <c>−log( e^(s(a,p)/τ) / (e^(s(a,p)/τ) + Σₙ e^(s(a,n)/τ)) )</c>, by default on cosines, mean over the pairs.</summary>
/// <remarks>
/// Other positives of the anchor stay out of the denominator. Source: Sohn, NIPS 2016; van den Oord, Li and Vinyals 2018;
/// by this name in Chen, Kornblith, Norouzi and Hinton, "SimCLR", ICML 2020, eq. 1. Of a distance the negative is taken.
/// O(N²) time; O(N) memory beyond a block of similarities, and first derivatives only, where no tuples are given. Immutable, thread-safe.
/// </remarks>
public sealed class NTXentLoss : PositivePairLoss
{
    /// <param name="temperature">τ, finite, above 0; small ones look at the hardest negatives only.</param>
    /// <param name="options">Distance (cosine), reducer (mean) and regulariser.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="temperature"/> is not finite and positive.</exception>
    public NTXentLoss(double temperature = 0.07, MetricLossOptions? options = null)
        : base(nameof(NTXentLoss), options, new CosineSimilarity())
        => this.temperature = Check.FinitePositive(temperature);

    /// <summary>τ.</summary>
    public double temperature { get; }

    private protected override (IRowLoss Loss, RowReduction Reduction)? RowForm(RowPairs pairs, RowReduction reduction)
        => (new NTXentRows(pairs, distance.IsInverted, temperature), reduction);

    private protected override Tensor NegativeLogits(Tensor matrix) => Farther(matrix) / -temperature;

    private protected override Tensor Price(PositivePairs pairs)
        => LogSumExp.WithZero(pairs.Negatives.index_select(0, pairs.Anchors) - Farther(pairs.Values) / -temperature);
}
