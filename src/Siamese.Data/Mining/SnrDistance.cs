using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Mining;

/// <summary>Noise over signal, <c>var(x − y) / var(x)</c> to a power, with unbiased variances over the coordinates. Not symmetric.</summary>
/// <remarks>
/// Source: Yuan, Deng, Tang, Tang and Chen, "Signal-to-noise ratio: a robust distance metric for deep metric
/// learning", CVPR 2019. A row whose coordinates are all equal carries no signal: its distances are infinite,
/// or NaN to a row that differs from it by a constant. Immutable, thread-safe.
/// </remarks>
public sealed class SnrDistance : IDistance
{
    /// <param name="power">Exponent of the ratio, finite and above 0.</param>
    /// <param name="normalize">Whether rows are divided by their Euclidean norm first.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="power"/> is not finite and positive.</exception>
    public SnrDistance(double power = 1, bool normalize = true)
    {
        Power = Check.FinitePositive(power);
        Normalize = normalize;
    }

    /// <summary>Exponent of the ratio.</summary>
    public double Power { get; }

    /// <summary>Whether rows are divided by their Euclidean norm first.</summary>
    public bool Normalize { get; }

    /// <inheritdoc/>
    public bool IsInverted => false;

    /// <inheritdoc/>
    public Tensor Matrix(Tensor query, Tensor? reference = null)
    {
        Rows.Check(query, reference);
        using var scope = NewDisposeScope();
        // var(x - y) is the squared Euclidean distance of the centred rows over D - 1: no [N, M, D] tensor.
        var left = Centre(Prepare(query));
        var right = reference is null ? left : Centre(Prepare(reference));
        var noise = EuclideanMatrix.Compute(left, right, squared: true);   // [N, M]
        var signal = left.square().sum(1, keepdim: true);                   // [N, 1]
        return Rows.Raise(noise / signal, Power).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor Pairwise(Tensor left, Tensor right)
    {
        Rows.CheckPairs(left, right);
        using var scope = NewDisposeScope();
        return Rows.Raise(Ratio(Prepare(left), Prepare(right)), Power).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor RawPairwise(Tensor left, Tensor right)
    {
        Rows.CheckPairs(left, right);
        using var scope = NewDisposeScope();
        return Ratio(left, right).MoveToOuterDisposeScope();
    }

    private static Tensor Ratio(Tensor left, Tensor right) => (left - right).var(1) / left.var(1);   // [N]

    private static Tensor Centre(Tensor rows) => rows - rows.mean([1], keepdim: true);

    private Tensor Prepare(Tensor rows) => Normalize ? nn.functional.normalize(rows, 2, 1) : rows;
}
