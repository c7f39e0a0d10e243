using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Mining;

/// <summary><c>(x·y)^power</c>: larger is nearer.</summary>
/// <remarks>
/// Rows are taken as they are unless asked otherwise; pytorch-metric-learning's class of this name
/// normalises them by default, which makes it the cosine. Immutable, thread-safe.
/// </remarks>
public sealed class DotProductSimilarity : IDistance
{
    /// <param name="normalize">Whether rows are divided by their Euclidean norm first.</param>
    /// <param name="power">Exponent of the product, finite and above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="power"/> is not finite and positive.</exception>
    public DotProductSimilarity(bool normalize = false, double power = 1)
    {
        Normalize = normalize;
        Power = Check.FinitePositive(power);
    }

    /// <summary>Whether rows are divided by their Euclidean norm first.</summary>
    public bool Normalize { get; }

    /// <summary>Exponent of the product.</summary>
    public double Power { get; }

    /// <inheritdoc/>
    public bool IsInverted => true;

    /// <inheritdoc/>
    public Tensor Matrix(Tensor query, Tensor? reference = null)
    {
        Rows.Check(query, reference);
        using var scope = NewDisposeScope();
        var left = Prepare(query);
        var right = reference is null ? left : Prepare(reference);
        var matrix = Rows.Widen(left).matmul(Rows.Widen(right).t()).to(left.dtype);
        return Raise(matrix).MoveToOuterDisposeScope();   // [N, M]
    }

    /// <inheritdoc/>
    public Tensor Pairwise(Tensor left, Tensor right)
    {
        Rows.CheckPairs(left, right);
        using var scope = NewDisposeScope();
        return Raise((Prepare(left) * Prepare(right)).sum(1)).MoveToOuterDisposeScope();   // [N]
    }

    /// <inheritdoc/>
    public Tensor RawPairwise(Tensor left, Tensor right)
    {
        Rows.CheckPairs(left, right);
        using var scope = NewDisposeScope();
        return (left * right).sum(1).MoveToOuterDisposeScope();   // [N]
    }

    private Tensor Prepare(Tensor rows) => Normalize ? Rows.Normalize(rows) : rows;

    // Products may be negative, so no floor as in Rows.Raise.
    private Tensor Raise(Tensor product) => Power == 1 ? product : product.pow(Power);
}
