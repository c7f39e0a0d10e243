using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Mining;

/// <summary>How far two embeddings lie apart, or how alike they are: shared by miners, losses and evaluation.</summary>
/// <remarks>Implementations are immutable and thread-safe. Every method is differentiable and returns a new tensor that the caller owns.</remarks>
public interface IDistance
{
    /// <summary>True where a larger number means nearer (a similarity), false where it means farther (a distance).</summary>
    bool IsInverted { get; }

    /// <summary>Every row of one set against every row of another.</summary>
    /// <param name="query">Embeddings, <c>[N, D]</c>, floating point.</param>
    /// <param name="reference">Embeddings, <c>[M, D]</c>, same dtype and device; null for <paramref name="query"/> itself.</param>
    /// <returns><c>[N, M]</c>, or <c>[N, N]</c> without a reference.</returns>
    /// <exception cref="ArgumentException">A shape, dtype or device differs from the above.</exception>
    Tensor Matrix(Tensor query, Tensor? reference = null);

    /// <summary>Row i against row i: the diagonal of <see cref="Matrix"/>, without computing the rest.</summary>
    /// <param name="left">Embeddings, <c>[N, D]</c>, floating point.</param>
    /// <param name="right">Embeddings, <c>[N, D]</c>, same dtype and device.</param>
    /// <returns><c>[N]</c>.</returns>
    /// <exception cref="ArgumentException">A shape, dtype or device differs from the above.</exception>
    Tensor Pairwise(Tensor left, Tensor right);

    /// <summary>Row i against row i, of the rows as they are: neither normalised nor raised to a power.</summary>
    /// <param name="left">Embeddings, <c>[N, D]</c>, floating point.</param>
    /// <param name="right">Embeddings, <c>[N, D]</c>, same dtype and device.</param>
    /// <returns><c>[N]</c>.</returns>
    /// <remarks>For definitions that place points of their own between embeddings, such as the angular loss.</remarks>
    /// <exception cref="ArgumentException">A shape, dtype or device differs from the above.</exception>
    Tensor RawPairwise(Tensor left, Tensor right);
}
