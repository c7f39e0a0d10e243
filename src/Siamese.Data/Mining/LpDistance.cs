using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Mining;

/// <summary><c>(Σ|xᵢ − yᵢ|^p)^(power/p)</c>, by default the Euclidean distance of L2-normalised rows: 0 to 2.</summary>
/// <remarks>
/// Equal rows are at distance exactly 0 with gradient 0, at any batch size. Immutable, thread-safe.
/// </remarks>
public sealed class LpDistance : IDistance
{
    private const double RawOffset = 1e-6;   // torch's pairwise_distance adds it to every coordinate difference

    /// <param name="p">Order of the norm, finite and above 0. The rows are normalised with the same p.</param>
    /// <param name="power">Exponent of the distance, finite and above 0; 2 gives the squared distance.</param>
    /// <param name="normalize">Whether rows are divided by their p-norm first (norms below 1e-12 count as 1e-12).</param>
    /// <exception cref="ArgumentOutOfRangeException">p or power is not finite and positive.</exception>
    public LpDistance(double p = 2, double power = 1, bool normalize = true)
    {
        P = Check.FinitePositive(p);
        Power = Check.FinitePositive(power);
        Normalize = normalize;
    }

    /// <summary>Order of the norm.</summary>
    public double P { get; }

    /// <summary>Exponent of the distance.</summary>
    public double Power { get; }

    /// <summary>Whether rows are divided by their p-norm first.</summary>
    public bool Normalize { get; }

    /// <inheritdoc/>
    public bool IsInverted => false;

    /// <inheritdoc/>
    public Tensor Matrix(Tensor query, Tensor? reference = null)
    {
        Rows.Check(query, reference);
        using var scope = NewDisposeScope();
        var left = Prepare(query);
        var right = reference is null ? left : Prepare(reference);
        var matrix = (P, Power) switch                                              // [N, M]
        {
            (2, 2) => EuclideanMatrix.Compute(left, right, squared: true),
            (2, _) => Rows.Raise(EuclideanMatrix.Compute(left, right, squared: false), Power),
            _ => Rows.Raise(cdist(Rows.Widen(left), Rows.Widen(right), P).to(left.dtype), Power),
        };
        return matrix.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor Pairwise(Tensor left, Tensor right)
    {
        Rows.CheckPairs(left, right);
        using var scope = NewDisposeScope();
        var distance = Rows.Norm(Prepare(left) - Prepare(right), P);   // [N]
        return Rows.Raise(distance, Power).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    /// <remarks>Adds 1e-6 to every coordinate difference, as torch's <c>pairwise_distance</c> does.</remarks>
    public Tensor RawPairwise(Tensor left, Tensor right)
    {
        Rows.CheckPairs(left, right);
        using var scope = NewDisposeScope();
        return Rows.Norm(left - right + RawOffset, P).MoveToOuterDisposeScope();   // [N]
    }

    private Tensor Prepare(Tensor rows) => Normalize ? Rows.Normalize(rows, P) : rows;
}
