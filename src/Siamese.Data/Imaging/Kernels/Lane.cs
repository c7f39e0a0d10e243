using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TorchSharp.Siamese.Data.Imaging.Kernels;

/// <summary>Vectors at the end of a row, where fewer values are left than a vector has.</summary>
internal static class Lane
{
    /// <summary>0, 1, 2 ... from a start.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> From(int start) => Vector256.Create((float)start) + Vector256.Create(0f, 1, 2, 3, 4, 5, 6, 7);

    /// <summary>The first values of a vector, as many as fit.</summary>
    public static void CopyStart(Vector256<float> vector, Span<float> target)
    {
        for (var i = 0; i < target.Length; i++)
            target[i] = vector[i];
    }

    /// <summary>A vector that starts with the values, fewer than it has; 0 behind them.</summary>
    public static Vector256<float> LoadStart(ReadOnlySpan<float> source)
    {
        Span<float> values = stackalloc float[Vector256<float>.Count];
        values.Clear();
        source.CopyTo(values);
        return Vector256.Create((ReadOnlySpan<float>)values);
    }
}
