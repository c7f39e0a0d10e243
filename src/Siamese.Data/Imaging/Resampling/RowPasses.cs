using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TorchSharp.Siamese.Data.Imaging.Resampling;

/// <summary>
/// The two passes of a separable resize: rows are blended first, byte by byte, then the columns of the blended row. Products
/// are added in the order of the taps, each rounded, so that a value does not depend on the width of the machine's vectors.
/// </summary>
internal static unsafe class RowPasses
{
    private const int Lanes = 8;

    /// <summary>Weighted sum of rows.</summary>
    /// <param name="first">The first row; the others follow at a distance of <paramref name="stride"/> bytes.</param>
    /// <param name="stride">Bytes from row to row.</param>
    /// <param name="weights">One for each row; the next lies <paramref name="weightStride"/> behind.</param>
    /// <param name="weightStride">Values from weight to weight.</param>
    /// <param name="taps">Rows.</param>
    /// <param name="blended">The result; its length is that of a row.</param>
    public static void BlendRows(byte* first, nint stride, float* weights, nint weightStride, int taps, Span<float> blended)
    {
        fixed (float* result = blended)
        {
            var count = blended.Length;
            var x = 0;
            if (Vector256.IsHardwareAccelerated && count >= Lanes)
            {
                for (; x <= count - (2 * Lanes); x += 2 * Lanes)
                    BlendTwoBlocks(first + x, stride, weights, weightStride, taps, result + x);
                for (; x <= count - Lanes; x += Lanes)
                    BlendBlock(first + x, stride, weights, weightStride, taps, result + x);
                if (x < count)      // once more over some that are done: the same values
                    BlendBlock(first + count - Lanes, stride, weights, weightStride, taps, result + count - Lanes);
                return;
            }
            for (; x < count; x++)
            {
                var sum = 0f;
                for (nint k = 0; k < taps; k++)
                    sum += weights[k * weightStride] * first[x + (k * stride)];
                result[x] = sum;
            }
        }
    }

    /// <summary>Weighted sums of one channel's columns.</summary>
    /// <param name="row">The blended row, moved to the channel's first value.</param>
    /// <param name="channels">Values from pixel to pixel.</param>
    /// <param name="offsets">Where each output's first tap lies: start times channels.</param>
    /// <param name="weights">As in <see cref="ResampleTable.Weights"/>.</param>
    /// <param name="taps">Taps of each output.</param>
    /// <param name="outputs">The result, one value for each offset.</param>
    public static void BlendColumns(float* row, int channels, int* offsets, float* weights, int taps, Span<float> outputs)
    {
        fixed (float* result = outputs)
        {
            nint count = outputs.Length;
            nint x = 0;
            if (Avx2.IsSupported && count >= Lanes)
            {
                for (; x <= count - Lanes; x += Lanes)
                    GatherBlock(row, channels, offsets + x, weights + x, count, taps, result + x);
                if (x < count)
                    GatherBlock(row, channels, offsets + count - Lanes, weights + count - Lanes, count, taps, result + count - Lanes);
                return;
            }
            for (; x < count; x++)
            {
                var sum = 0f;
                for (nint k = 0; k < taps; k++)
                    sum += weights[(k * count) + x] * row[offsets[x] + (k * channels)];
                result[x] = sum;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void BlendTwoBlocks(byte* pixels, nint stride, float* weights, nint weightStride, int taps, float* result)
    {
        var (low, high) = (Vector256<float>.Zero, Vector256<float>.Zero);
        for (nint k = 0; k < taps; k++)
        {
            var weight = Vector256.Create(weights[k * weightStride]);
            low += weight * Load(pixels + (k * stride));
            high += weight * Load(pixels + (k * stride) + Lanes);
        }
        low.Store(result);
        high.Store(result + Lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void BlendBlock(byte* pixels, nint stride, float* weights, nint weightStride, int taps, float* result)
    {
        var sum = Vector256<float>.Zero;
        for (nint k = 0; k < taps; k++)
            sum += Vector256.Create(weights[k * weightStride]) * Load(pixels + (k * stride));
        sum.Store(result);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void GatherBlock(float* row, int channels, int* offsets, float* weights, nint weightStride, int taps, float* result)
    {
        var sum = Vector256<float>.Zero;
        var indices = Vector256.Load(offsets);
        for (nint k = 0; k < taps; k++)
            sum += Vector256.Load(weights + (k * weightStride)) * Avx2.GatherVector256(row + (k * channels), indices, sizeof(float));
        sum.Store(result);
    }

    /// <summary>Eight bytes as numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Load(byte* pixels)
    {
        if (Avx2.IsSupported)
            return Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(pixels));
        var (low, high) = Vector128.Widen(Vector128.WidenLower(Vector128.CreateScalar(*(ulong*)pixels).AsByte()));
        return Vector256.ConvertToSingle(Vector256.Create(low, high).AsInt32());
    }
}
