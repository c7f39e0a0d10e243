using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TorchSharp.Siamese.Data.Imaging.Resampling;

/// <summary>
/// The two passes of a separable resize: rows are blended first, byte by byte, then the columns of the blended row. Products
/// are added in the order of the taps, each rounded, so that a value does not depend on the width of the machine's vectors.
/// Lengths were checked before; checking each step for overflow would take as long as the work.
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
    /// <param name="count">Values in a row.</param>
    /// <param name="result">The blended row.</param>
    public static void BlendRows(byte* first, nint stride, float* weights, nint weightStride, int taps, nint count, float* result)
    {
        unchecked
        {
            nint x = 0;
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

    /// <summary>Weighted sums of a gray row's columns.</summary>
    /// <param name="row">The blended row.</param>
    /// <param name="starts">First tap of each output.</param>
    /// <param name="weights">As in <see cref="ResampleTable.Weights"/>.</param>
    /// <param name="taps">Taps of each output.</param>
    /// <param name="count">Outputs.</param>
    /// <param name="result">The outputs, side by side.</param>
    public static void BlendGray(float* row, int* starts, float* weights, int taps, nint count, float* result)
    {
        unchecked
        {
            nint x = 0;
            if (Avx2.IsSupported && count >= Lanes)
            {
                for (; x <= count - Lanes; x += Lanes)
                    GatherBlock(row, starts + x, weights + x, count, taps, result + x);
                if (x < count)
                    GatherBlock(row, starts + count - Lanes, weights + count - Lanes, count, taps, result + count - Lanes);
                return;
            }
            for (; x < count; x++)
            {
                var sum = 0f;
                for (nint k = 0; k < taps; k++)
                    sum += weights[(k * count) + x] * row[starts[x] + k];
                result[x] = sum;
            }
        }
    }

    /// <summary>Weighted sums of a colour row's columns: the channels of a pixel are the lanes of one vector.</summary>
    /// <param name="row">The blended row, <c>[w, C]</c>, and behind it at least one value more, which is read but not used.</param>
    /// <param name="channels">C: 3 or 4.</param>
    /// <param name="starts">First pixel of each output.</param>
    /// <param name="weights">As in <see cref="ResampleTable.Weights"/>.</param>
    /// <param name="taps">Taps of each output.</param>
    /// <param name="count">Outputs.</param>
    /// <param name="result">First channel of the first output.</param>
    /// <param name="pixelStep">Values from output to output.</param>
    /// <param name="channelStep">Values from channel to channel.</param>
    public static void BlendColour(
        float* row, int channels, int* starts, float* weights, int taps, nint count, float* result, nint pixelStep, nint channelStep)
    {
        unchecked
        {
            for (nint x = 0; x < count; x++, result += pixelStep)
            {
                var pixel = row + ((nint)starts[x] * channels);
                var weight = weights + x;
                var sum = Vector128.Create(*weight) * Vector128.Load(pixel);
                for (var k = 1; k < taps; k++)
                {
                    pixel += channels;
                    weight += count;
                    sum += Vector128.Create(*weight) * Vector128.Load(pixel);
                }
                result[0] = sum.ToScalar();
                result[channelStep] = sum.GetElement(1);
                result[2 * channelStep] = sum.GetElement(2);
                if (channels == 4)
                    result[3 * channelStep] = sum.GetElement(3);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void BlendTwoBlocks(byte* pixels, nint stride, float* weights, nint weightStride, int taps, float* result)
    {
        unchecked
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
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void BlendBlock(byte* pixels, nint stride, float* weights, nint weightStride, int taps, float* result)
    {
        unchecked
        {
            var sum = Vector256<float>.Zero;
            for (nint k = 0; k < taps; k++)
                sum += Vector256.Create(weights[k * weightStride]) * Load(pixels + (k * stride));
            sum.Store(result);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void GatherBlock(float* row, int* starts, float* weights, nint weightStride, int taps, float* result)
    {
        unchecked
        {
            var sum = Vector256<float>.Zero;
            var indices = Vector256.Load(starts);
            for (nint k = 0; k < taps; k++)
                sum += Vector256.Load(weights + (k * weightStride)) * Avx2.GatherVector256(row + k, indices, sizeof(float));
            sum.Store(result);
        }
    }

    /// <summary>Eight bytes as numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Load(byte* pixels)
    {
        unchecked
        {
            if (Avx2.IsSupported)
                return Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(pixels));
            var (low, high) = Vector128.Widen(Vector128.WidenLower(Vector128.CreateScalar(*(ulong*)pixels).AsByte()));
            return Vector256.ConvertToSingle(Vector256.Create(low, high).AsInt32());
        }
    }
}
