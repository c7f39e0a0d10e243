using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Mining;

/// <summary>Cosine of the angle between two embeddings, -1 to 1, to a power: larger is nearer.</summary>
/// <remarks>Rows with a norm below 1e-12 are divided by 1e-12. Immutable, thread-safe.</remarks>
public sealed class CosineSimilarity : IDistance
{
    private readonly DotProductSimilarity _product;

    /// <param name="power">Exponent of the cosine, finite and above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="power"/> is not finite and positive.</exception>
    public CosineSimilarity(double power = 1) => _product = new DotProductSimilarity(normalize: true, power);

    /// <summary>Exponent of the cosine.</summary>
    public double Power => _product.Power;

    /// <inheritdoc/>
    public bool IsInverted => true;

    /// <inheritdoc/>
    public Tensor Matrix(Tensor query, Tensor? reference = null) => _product.Matrix(query, reference);

    /// <inheritdoc/>
    public Tensor Pairwise(Tensor left, Tensor right) => _product.Pairwise(left, right);

    /// <inheritdoc/>
    /// <remarks>Without normalisation this is the dot product.</remarks>
    public Tensor RawPairwise(Tensor left, Tensor right) => _product.RawPairwise(left, right);
}
