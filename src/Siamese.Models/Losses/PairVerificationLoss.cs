using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Models.Losses.Reducers;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Binary cross-entropy of pairs' logits: <c>ln(1 + e^−z)</c> for a pair of one class, <c>ln(1 + e^z)</c> for another; mean over the pairs.</summary>
/// <remarks>With <see cref="Heads.WeightedL1Head"/> the loss of Koch, Zemel and Salakhutdinov 2015. Immutable, thread-safe.</remarks>
public sealed class PairVerificationLoss : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly Reducer _reducer;

    /// <param name="reducer">How the pairs' losses become one number; null for the mean.</param>
    public PairVerificationLoss(Reducer? reducer = null)
        : base(nameof(PairVerificationLoss)) => _reducer = reducer ?? Reducer.Mean;

    /// <param name="logits"><c>[N]</c>, floating point, finite.</param>
    /// <param name="same"><c>[N]</c>, bool: true where the pair shares a class.</param>
    /// <returns>A scalar, or <c>[N]</c> without reduction. 0 for N = 0. The caller owns it.</returns>
    /// <exception cref="ArgumentException">A shape, dtype or device differs from the above, or a logit is not finite.</exception>
    public override Tensor forward(Tensor logits, Tensor same)
    {
        Check.Shape(logits, [-1]);
        Check.Shape(same, logits.shape);
        if (!logits.is_floating_point())
            throw new ArgumentException($"Expected a floating-point tensor, got {logits.dtype}.", nameof(logits));
        if (same.dtype != ScalarType.Bool)
            throw new ArgumentException($"Expected dtype Bool, got {same.dtype}.", nameof(same));
        Check.SameDevice(same, logits);
        using var scope = NewDisposeScope();
        var rows = logits.unsqueeze(1);
        LossBatchCheck.Finite(rows, nameof(logits));
        var losses = LogSumExp.WithZero(where(same, -logits, logits));                                // [N]
        var index = arange(logits.shape[0], dtype: ScalarType.Int64, device: logits.device);
        return _reducer.Reduce(new LossPart(losses, index), new LossBatch(rows)).MoveToOuterDisposeScope();
    }
}
