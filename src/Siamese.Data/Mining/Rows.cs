using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Mining;

/// <summary>What the distances share: checks of their arguments, and powers with a finite gradient.</summary>
internal static class Rows
{
    private const double NormFloor = 1e-12;   // torch's

    public static void Check(Tensor query, Tensor? reference)
    {
        Data.Check.Embeddings(query);
        if (reference is not null)
            Data.Check.EmbeddingsLike(reference, query);
    }

    public static void CheckPairs(Tensor left, Tensor right)
    {
        Data.Check.Embeddings(left);
        Data.Check.Shape(right, left.shape);
        Data.Check.EmbeddingsLike(right, left);
    }

    /// <summary>Whether rows are in half precision and on the CPU, where few operators take it.</summary>
    public static bool IsNarrow(Tensor rows)
        => rows.device_type == DeviceType.CPU && rows.dtype is (ScalarType.Float16 or ScalarType.BFloat16);

    /// <summary>Rows as <see cref="IsNarrow"/> operators take them: float32 in place of half precision.</summary>
    public static Tensor Widen(Tensor rows) => IsNarrow(rows) ? rows.to(ScalarType.Float32) : rows;

    /// <summary>Rows of length 1; those of up to <see cref="NormFloor"/> are divided by that. The square of a number may overflow, its row does not.</summary>
    public static Tensor Normalize(Tensor rows, double p = 2)
    {
        var norms = linalg.vector_norm(rows, p, [1], keepdim: true);                  // [N, 1]
        if (!Overflowed(norms))
            return rows / norms.clamp_min(NormFloor);
        // The direction of a row does not change with its length, and neither does what the length is shrunk by.
        var shrunk = rows * Shrink(rows, norms);
        return shrunk / linalg.vector_norm(shrunk, p, [1], keepdim: true).clamp_min(NormFloor);
    }

    /// <summary>Lengths of rows, <c>[N]</c>, or <c>[N, 1]</c>; right where the powers of single numbers overflow.</summary>
    public static Tensor Norm(Tensor rows, double p, bool keepdim = false)
    {
        var norms = linalg.vector_norm(rows, p, [1], keepdim: true);                  // [N, 1]
        if (Overflowed(norms))
        {
            var factor = Shrink(rows, norms);
            norms = linalg.vector_norm(rows * factor, p, [1], keepdim: true) / factor;
        }
        return keepdim ? norms : norms.squeeze(1);
    }

    // On CUDA the host would have to wait for the answer.
    private static bool Overflowed(Tensor norms)
        => norms.device_type == DeviceType.CPU && norms.numel() > 0 && norms.detach().isinf().any().item<bool>();

    private static Tensor Shrink(Tensor rows, Tensor norms)
        => where(norms.detach().isinf(), rows.detach().abs().amax([1], keepdim: true).reciprocal(), ones_like(norms));

    /// <summary>A power of distances that are 0 or more.</summary>
    public static Tensor Raise(Tensor distance, double power)
    {
        if (power == 1)
            return distance;
        // Below 1 the slope at 0 is infinite, and infinite times the distance's own slope of 0 is NaN.
        return power > 1 ? distance.pow(power) : distance.clamp_min(finfo(distance.dtype).tiny).pow(power);
    }
}
