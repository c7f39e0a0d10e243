using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Per positive pair <c>log(1 + Σₙ e^(s (cos θₙ − cos(θₚ − β))))</c>, θ the angles to negatives and positive.</summary>
/// <remarks>
/// On cosines, mean over the positive pairs. <c>cos(θ − β)</c> is taken without the arc cosine, and the gradient of
/// <c>√(1 − cos²θ)</c> is cut off at equal rows, where it has none. Source: Yu and Tao, "Deep metric learning with tuplet
/// margin loss", ICCV 2019. Immutable, thread-safe.
/// </remarks>
public sealed class TupletMarginLoss : PositivePairLoss
{
    /// <param name="margin">β, in degrees. Finite.</param>
    /// <param name="scale">s, finite, above 0.</param>
    /// <param name="options">Reducer (mean) and regulariser; the distance is the cosine.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number lies outside its range.</exception>
    /// <exception cref="ArgumentException">The options name another distance.</exception>
    public TupletMarginLoss(double margin = 5.73, double scale = 64, MetricLossOptions? options = null)
        : base(nameof(TupletMarginLoss), options, Only(options, new CosineSimilarity()))
    {
        this.margin = Check.Finite(margin);
        this.scale = Check.FinitePositive(scale);
    }

    /// <summary>β, in degrees.</summary>
    public double margin { get; }

    /// <summary>s.</summary>
    public double scale { get; }

    private protected override Tensor NegativeLogits(Tensor matrix) => matrix * scale;

    private protected override Tensor Price(PositivePairs pairs)
        => LogSumExp.WithZero(pairs.Negatives.index_select(0, pairs.Anchors) - scale * Angles.CosineOfSum(pairs.Values, -double.DegreesToRadians(margin)));
}
