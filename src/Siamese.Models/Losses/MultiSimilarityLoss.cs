using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Losses.Rows;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Per anchor <c>1/α log(1 + Σₚ e^(−α(s(a,p) − λ))) + 1/β log(1 + Σₙ e^(β(s(a,n) − λ)))</c>, by default on cosines, mean over the anchors.</summary>
/// <remarks>
/// Source: Wang, Han, Huang, Dong and Scott, "Multi-similarity loss with general pair weighting", CVPR 2019, eq. 15. Their
/// pair mining is a miner's affair. Of a distance the signs are exchanged. O(N) memory beyond a block of similarities and the
/// given pairs, and first derivatives only. Immutable, thread-safe.
/// </remarks>
public sealed class MultiSimilarityLoss : RowLoss
{
    /// <param name="alpha">Weight of positive pairs in the exponent, finite, above 0.</param>
    /// <param name="beta">Weight of negative pairs in the exponent, finite, above 0.</param>
    /// <param name="lambda">Similarity (or distance) from which deviations count. Finite.</param>
    /// <param name="options">Distance (cosine), reducer (mean) and regulariser.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number lies outside its range.</exception>
    public MultiSimilarityLoss(double alpha = 2, double beta = 50, double lambda = 0.5, MetricLossOptions? options = null)
        : base(nameof(MultiSimilarityLoss), options, new CosineSimilarity())
    {
        this.alpha = Check.FinitePositive(alpha);
        this.beta = Check.FinitePositive(beta);
        this.lambda = Check.Finite(lambda);
    }

    /// <summary>Weight of positive pairs in the exponent.</summary>
    public double alpha { get; }

    /// <summary>Weight of negative pairs in the exponent.</summary>
    public double beta { get; }

    /// <summary>Similarity from which deviations count.</summary>
    public double lambda { get; }

    private protected override Func<RowPairs, IRowLoss> RowForm => pairs => new MultiSimilarityRows(pairs, Sign, alpha, beta, lambda);

    private protected override Tensor Price(Tensor matrix, PairMasks masks)
    {
        var excess = Farther(matrix - lambda);                                                        // [N, M], above 0: too far apart
        var positive = LogSumExp.WithZero(LogSumExp.OfRows(excess * alpha, masks.Positive)) / alpha;  // [N]
        var negative = LogSumExp.WithZero(LogSumExp.OfRows(excess * -beta, masks.Negative)) / beta;   // [N]
        return positive + negative;
    }
}
