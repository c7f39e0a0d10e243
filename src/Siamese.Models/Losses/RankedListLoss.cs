using TorchSharp.Siamese.Data.Mining;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Per anchor the weighted mean of <c>d(a,p) − (α − m)</c> over positives beyond <c>α − m</c> and of <c>α − d(a,n)</c> over negatives within α.</summary>
/// <remarks>
/// Weights are <c>e^(Tₚ(d − (α − m)))</c> and <c>e^(Tₙ(α − d))</c>, and part of the gradient; their sums get 1e-5 more for each
/// row of the batch. By default on the Euclidean distance of L2-normalised rows, mean over the anchors. A negative at
/// distance exactly 0 costs nothing. Source: Wang, Hua, Kodirov, Hu, Garnier and Robertson, "Ranked list loss", CVPR 2019. Immutable, thread-safe.
/// </remarks>
public sealed class RankedListLoss : RowLoss
{
    private const double WeightFloor = 1e-5;   // of each weight in the denominators, so that none is 0

    private readonly double _nearest;          // α
    private readonly double _farthest;         // α − m
    private readonly RankedListLossOptions _options;

    /// <param name="options">Band, weights, distance (Euclidean, normalised), reducer (mean) and regulariser.</param>
    public RankedListLoss(RankedListLossOptions? options = null)
        : base(nameof(RankedListLoss), options, new LpDistance(), inputs: LossInputs.Relation | LossInputs.LabelsOptional)
    {
        _options = options ?? new RankedListLossOptions();
        _nearest = _options.Alpha ?? 1 + _options.Margin / 2;
        _farthest = _nearest - _options.Margin;
    }

    /// <summary>Distance from which on negatives cost nothing, α.</summary>
    public double alpha => _nearest;

    /// <summary>Width of the band, m.</summary>
    public double margin => _options.Margin;

    private protected override Tensor Price(Tensor matrix, PairMasks masks)
    {
        var apart = matrix.gt(0);
        var positive = Mean(matrix - _farthest, masks.Positive.logical_and(apart), _options.PositiveTemperature);
        var negative = Mean(_nearest - matrix, masks.Negative.logical_and(apart), _options.NegativeTemperature);
        return (1 - _options.Imbalance) * positive + _options.Imbalance * negative;
    }

    /// <summary>The weighted mean of the violations of each row, <c>[N]</c>.</summary>
    private static Tensor Mean(Tensor excess, Tensor kind, double temperature)
    {
        var violated = excess.masked_fill(kind.logical_and(excess.gt(0)).logical_not(), 0);           // [N, M]
        // The largest exponent of a row is taken out of its weights and of the floor alike, so that nothing overflows.
        var exponents = violated * temperature;
        var largest = exponents.shape[1] == 0 ? exponents.sum(1, keepdim: true) : exponents.detach().amax([1], keepdim: true);
        var weights = (exponents - largest).exp() * violated.gt(0);                                   // [N, M]
        var floor = WeightFloor * excess.shape[1] * (-largest).exp().squeeze(1);                      // [N]
        return (weights * violated).sum(1) / (weights.sum(1) + floor.clamp_min(finfo(excess.dtype).tiny));
    }
}
