using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Mining;

/// <summary>Noise over signal, <c>var(x − y) / var(x)</c> to a power, with unbiased variances over the coordinates. Not symmetric.</summary>
/// <remarks>
/// Source: Yuan, Deng, Tang, Tang and Chen, "Signal-to-noise ratio: a robust distance metric for deep metric
/// learning", CVPR 2019. A row whose coordinates are all equal carries no signal: the ratio would be infinite, and is
/// as large as the precision of the number type can tell (1/ε²; 0 to a row that differs from it by a constant). Immutable,
/// thread-safe.
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
        return Rows.Raise(Ratio(noise, signal, Normalize), Power).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor Pairwise(Tensor left, Tensor right)
    {
        Rows.CheckPairs(left, right);
        using var scope = NewDisposeScope();
        return Rows.Raise(OfPairs(Prepare(left), Prepare(right), Normalize), Power).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor RawPairwise(Tensor left, Tensor right)
    {
        Rows.CheckPairs(left, right);
        using var scope = NewDisposeScope();
        return OfPairs(left, right, unit: false).MoveToOuterDisposeScope();
    }

    private static Tensor OfPairs(Tensor left, Tensor right, bool unit)
        => Ratio(Centre(left - right).square().sum(1), Centre(left).square().sum(1), unit);          // [N]

    private static Tensor Ratio(Tensor noise, Tensor signal, bool unit)
    {
        var type = finfo(signal.dtype);
        // Below this a signal is rounding error; and the slope, noise over signal squared, has to stay within the type.
        var floor = (noise.detach() * (type.eps * type.eps)).clamp_min(Math.Pow(type.tiny, unit ? 0.4 : 0.8));
        return noise / maximum(signal, floor);
    }

    private static Tensor Centre(Tensor rows) => rows - rows.mean([1], keepdim: true);

    private Tensor Prepare(Tensor rows) => Normalize ? Rows.Normalize(rows) : rows;
}
