using TorchSharp.Siamese.Data;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses.Regularizers;

/// <summary>What embeddings, or the weights of a loss, cost by themselves: added to a loss through its options.</summary>
/// <remarks>Immutable, thread-safe. Finite values and gradients for every finite input; 0 for no rows.</remarks>
public abstract class Regularizer
{
    private protected Regularizer()
    {
    }

    /// <summary>Prices rows.</summary>
    /// <param name="rows">Embeddings, or one row per class or centre, <c>[N, D]</c>, floating point.</param>
    /// <returns>A scalar. The caller owns it.</returns>
    /// <exception cref="ArgumentException">A shape or dtype differs from the above.</exception>
    public Tensor Price(Tensor rows)
    {
        Check.Embeddings(rows);
        using var scope = NewDisposeScope();
        var losses = Losses(rows);
        return Saturation.Of(losses.numel() == 0 ? (rows * 0).sum() : losses.mean(), rows).MoveToOuterDisposeScope();
    }

    /// <summary>What is averaged, of any length, inside the caller's dispose scope.</summary>
    private protected abstract Tensor Losses(Tensor rows);
}
