using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Models.Losses.Reducers;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Two views of N images without labels: rows of a pair agree, each coordinate varies over the batch, different coordinates are uncorrelated.</summary>
/// <remarks>
/// <c>λ mean‖z − z'‖²/D + μ/2 Σ over both views of mean[1 − √(var + ε)]₊ + ν Σ over both views of Σ_{i≠j} cov²ᵢⱼ / D</c>, variances
/// unbiased, 0 for a single row. The reducer is used for the first two terms. Source: Bardes, Ponce and LeCun, "VICReg", ICLR 2022.
/// Immutable, thread-safe.
/// </remarks>
public sealed class VicRegLoss : nn.Module<Tensor, Tensor, Tensor>
{
    /// <param name="options">Weights, ε and reducer; null for those of the paper.</param>
    public VicRegLoss(VicRegLossOptions? options = null)
        : base(nameof(VicRegLoss)) => Settings = options ?? new VicRegLossOptions();

    /// <summary>Weights, ε and reducer.</summary>
    public VicRegLossOptions Settings { get; }

    /// <param name="first">Embeddings of one view, <c>[N, D]</c>, floating point, finite.</param>
    /// <param name="second">Embeddings of the other view in the same order, <c>[N, D]</c>, same dtype and device.</param>
    /// <returns>A scalar, 0 for N = 0; without reduction the parts one after another. The caller owns it.</returns>
    /// <exception cref="ArgumentException">A shape, dtype or device differs from the above, or a number is not finite.</exception>
    public override Tensor forward(Tensor first, Tensor second)
    {
        Check.Embeddings(first);
        Check.EmbeddingsLike(Check.Shape(second, first.shape), first, nameof(second));
        LossBatchCheck.Finite(first, nameof(first));
        LossBatchCheck.Finite(second, nameof(second));
        using var scope = NewDisposeScope();
        if (first.numel() == 0)
            return ((first + second) * 0).sum().MoveToOuterDisposeScope();
        var batch = new LossBatch(first);
        var covariance = Settings.CovarianceWeight * (Covariance(first) + Covariance(second));
        Tensor[] reduced =
        [
            Reduced(Settings.InvarianceWeight * (first - second).square().mean([1]), batch),          // of [N]
            Reduced(Settings.VarianceWeight * Variance(first), batch),                                // of [D]
            Reduced(Settings.VarianceWeight * Variance(second), batch),
            Settings.Reducer is NoReducer ? covariance.reshape(1) : covariance,
        ];
        var result = Settings.Reducer is NoReducer ? cat(reduced) : reduced.Aggregate((sum, part) => sum + part);
        return Saturation.Of(result, first, second).MoveToOuterDisposeScope();
    }

    private Tensor Reduced(Tensor losses, LossBatch batch)
        => Settings.Reducer.Reduce(new LossPart(losses, arange(losses.shape[0], dtype: ScalarType.Int64, device: losses.device)) { IsOfAnchors = true }, batch);

    private Tensor Variance(Tensor rows)
    {
        var variance = Centred(rows).square().sum([0L]) / Math.Max(1, rows.shape[0] - 1);                // [D]
        return (1 - (variance + Settings.Epsilon).sqrt()).relu() / 2;
    }

    private static Tensor Covariance(Tensor rows)
    {
        var centred = Centred(rows);
        var covariance = centred.t().matmul(centred) / Math.Max(1, rows.shape[0] - 1);                // [D, D]
        var diagonal = eye(rows.shape[1], dtype: ScalarType.Bool, device: rows.device);
        return covariance.masked_fill(diagonal, 0).square().sum() / rows.shape[1];
    }

    private static Tensor Centred(Tensor rows) => rows - rows.mean([0], keepdim: true);
}
