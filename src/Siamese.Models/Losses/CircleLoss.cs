using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Losses.Reducers;
using TorchSharp.Siamese.Models.Losses.Rows;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Per anchor <c>log(1 + Σₙ e^(γ αₙ (sₙ − m)) · Σₚ e^(−γ αₚ (sₚ − 1 + m)))</c> with <c>αₙ = [sₙ + m]₊</c>, <c>αₚ = [1 + m − sₚ]₊</c>, on cosines.</summary>
/// <remarks>
/// The weights α are constants to the gradient, as in the paper: the gradient is not the derivative of the value. Mean over
/// the anchors with a loss above 0; an anchor without a positive or without a negative costs nothing. Above 20 the
/// logarithm is the exponent itself (error 2e-9). Source: Sun et al., "Circle loss", CVPR 2020.
/// O(N) memory beyond a block of cosines, and first derivatives only. Immutable, thread-safe.
/// </remarks>
public sealed class CircleLoss : RowLoss
{
    /// <param name="margin">m, finite; the paper takes 0.25 for faces and people, 0.4 for fine-grained retrieval.</param>
    /// <param name="gamma">γ, finite, above 0; the paper takes 256, 128 and 80.</param>
    /// <param name="options">Reducer (average of non-zero) and regulariser; the distance is the cosine.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number lies outside its range.</exception>
    /// <exception cref="ArgumentException">The options name another distance.</exception>
    public CircleLoss(double margin = 0.4, double gamma = 80, MetricLossOptions? options = null)
        : base(nameof(CircleLoss), options, Only(options, new CosineSimilarity()), Reducer.AverageNonZero)
    {
        this.margin = Check.Finite(margin);
        this.gamma = Check.FinitePositive(gamma);
    }

    /// <summary>m.</summary>
    public double margin { get; }

    /// <summary>γ.</summary>
    public double gamma { get; }

    private protected override Func<RowPairs, IRowLoss> RowForm => pairs => new CircleRows(pairs, margin, gamma);

    private protected override Tensor Price(Tensor matrix, PairMasks masks)
    {
        var fixedMatrix = matrix.detach();
        var negative = gamma * (fixedMatrix + margin).relu() * (matrix - margin);                     // [N, M]
        var positive = -gamma * (1 + margin - fixedMatrix).relu() * (matrix - (1 - margin));          // [N, M]
        var usable = Usable(masks);
        var exponent = LogSumExp.OfRows(positive, masks.Positive).masked_fill(usable.logical_not(), 0)
            + LogSumExp.OfRows(negative, masks.Negative).masked_fill(usable.logical_not(), 0);        // [N]
        return nn.functional.softplus(exponent).masked_fill(usable.logical_not(), 0);
    }

    private protected override Tensor Usable(PairMasks masks) => masks.Positive.any(1).logical_and(masks.Negative.any(1));
}
