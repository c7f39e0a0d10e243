using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Mining;

/// <summary>Euclidean distances of all rows by one matrix multiplication, exact where rows nearly coincide.</summary>
/// <remarks>
/// <c>|x|² + |y|² − 2x·y</c> cancels for rows that lie close together. Pairs whose squared distance comes out below a
/// share of <c>|x|² + |y|²</c> are computed again from their difference: equal rows are 0 apart, with gradient 0, and the
/// relative error of a distance is at most about 1e-11 (float64) or 3e-4 (float32, at 0.03 of the norm; it falls with
/// the square of the distance). Differentiable any number of times.
/// </remarks>
internal static class EuclideanMatrix
{
    // Below this many distances the direct form is as fast.
    private const long SmallCount = 32 * 32;

    // Where more than one pair in so many is close, the direct form is faster.
    private const long CloseShare = 8;

    /// <summary>Distances, or squared distances without a square root in between, <c>[N, M]</c>, in the caller's dispose scope.</summary>
    /// <param name="left"><c>[N, D]</c>.</param>
    /// <param name="right"><c>[M, D]</c>; the same object as <paramref name="left"/> for a set with itself.</param>
    /// <param name="squared">Whether to give squares.</param>
    public static Tensor Compute(Tensor left, Tensor right, bool squared)
    {
        if (Rows.IsNarrow(left))
        {
            var wide = left.to(ScalarType.Float32);
            return Compute(wide, ReferenceEquals(left, right) ? wide : right.to(ScalarType.Float32), squared).to(left.dtype);
        }
        if (MayOverflow(left, right, out var largest))
            return Large(left, right, squared, largest);
        // On CUDA the direct form is fast, and the list of close pairs would make the host wait.
        var useProduct = left.shape[0] * right.shape[0] > SmallCount && left.device_type == DeviceType.CPU
            && left.dtype is ScalarType.Float32 or ScalarType.Float64;
        if (!useProduct || Product(left, right) is not { } squares)
        {
            var direct = cdist(left, right, 2, compute_mode.donot_use_mm_for_euclid_dist);
            return squared ? direct.square() : direct;
        }
        if (squared)
            return squares;
        // The root is infinitely steep at 0, and 0 times that is NaN: leave zeros out on the way in and out.
        var zero = squares.le(0);
        return squares.masked_fill(zero, 1).sqrt().masked_fill(zero, 0);
    }

    /// <summary>Squared distances; null if too many pairs are close.</summary>
    /// <summary>Whether a squared distance could be beyond the number type while the distance is not. Never on CUDA, where the host would have to wait for the answer.</summary>
    public static bool MayOverflow(Tensor left, Tensor? right, out double largest)
    {
        largest = 0;
        if (left.device_type != DeviceType.CPU || left.dtype is not (ScalarType.Float32 or ScalarType.Float64))
            return false;
        largest = Math.Max(Largest(left), right is null || ReferenceEquals(left, right) ? 0 : Largest(right));
        return double.IsFinite(largest) && largest > Math.Sqrt(finfo(left.dtype).max / (4.0 * Math.Max(1, left.shape[1])));
    }

    private static double Largest(Tensor rows)
        => rows.numel() == 0 ? 0 : rows.detach().abs().max().to(ScalarType.Float64).item<double>();

    private static Tensor Large(Tensor left, Tensor right, bool squared, double largest)
    {
        var small = left / largest;
        var distances = Compute(small, ReferenceEquals(left, right) ? small : right / largest, squared: false) * largest;
        return squared ? distances.square() : distances;
    }

    private static Tensor? Product(Tensor left, Tensor right)
    {
        var ofLeft = left.square().sum(1, keepdim: true);                                           // [N, 1]
        var ofRight = ReferenceEquals(left, right) ? ofLeft : right.square().sum(1, keepdim: true);  // [M, 1]
        var scale = ofLeft + ofRight.t();                                                           // [N, M]
        var squares = scale.addmm(left, right.t(), 1, -2);
        var close = squares.detach().le(scale.detach() * Closeness(left.dtype)).reshape(-1).nonzero().reshape(-1);   // [k]
        if (close.shape[0] > squares.numel() / CloseShare)
            return null;
        var columns = right.shape[0];
        var rows = close.div(columns, RoundingMode.floor);
        var differences = left.index_select(0, rows) - right.index_select(0, close - rows * columns);   // [k, D]
        return squares.reshape(-1).scatter(0, close, differences.square().sum(1)).reshape(squares.shape);
    }

    private static double Closeness(ScalarType type) => type == ScalarType.Float64 ? 1e-4 : 1e-3;
}
