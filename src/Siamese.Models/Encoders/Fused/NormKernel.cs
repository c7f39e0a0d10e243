using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TorchSharp.Siamese.Models.Encoders.Fused;

/// <summary>The inner loops of a normalisation over some rows of a matrix <c>[rows, channels]</c>, sixteen channels at a time.</summary>
/// <remarks>A mask has a bit for each number: whether it came through the ReLU. It is null where there is none.</remarks>
internal static unsafe class NormKernel<T>
    where T : struct, IPixels
{
    /// <summary>Channels come in multiples of this.</summary>
    public const int Lanes = 16;

    private static readonly Vector256<uint> Bits = Vector256.Create(1u, 2, 4, 8, 16, 32, 64, 128);

    /// <summary>Sums, and sums of squares, of what is left of each channel after its shift.</summary>
    public static void Sums(byte* x, int rows, int channels, float* shift, float* sum, float* square)
    {
        for (var c = 0; c < channels; c += Lanes)
        {
            var (shiftLow, shiftHigh) = Float32Pixels.Load((byte*)(shift + c));
            var (sumLow, sumHigh, squareLow, squareHigh) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
            var at = x + (c * T.Size);
            for (var row = 0; row < rows; row++, at += channels * T.Size)
            {
                var (low, high) = T.Load(at);
                low -= shiftLow;
                high -= shiftHigh;
                sumLow += low;
                sumHigh += high;
                squareLow = Vector256.MultiplyAddEstimate(low, low, squareLow);
                squareHigh = Vector256.MultiplyAddEstimate(high, high, squareHigh);
            }
            Float32Pixels.Store((byte*)(sum + c), sumLow, sumHigh);
            Float32Pixels.Store((byte*)(square + c), squareLow, squareHigh);
        }
    }

    /// <summary><c>y = max(0, x scale + move + around)</c>, the last and the maximum where they are wanted.</summary>
    public static void Apply(byte* x, byte* around, byte* y, byte* mask, int rows, int channels, float* scale, float* move)
    {
        for (var c = 0; c < channels; c += Lanes)
        {
            var (scaleLow, scaleHigh) = Float32Pixels.Load((byte*)(scale + c));
            var (moveLow, moveHigh) = Float32Pixels.Load((byte*)(move + c));
            long at = c;
            for (var row = 0; row < rows; row++, at += channels)
            {
                var (low, high) = T.Load(x + (at * T.Size));
                low = Vector256.MultiplyAddEstimate(low, scaleLow, moveLow);
                high = Vector256.MultiplyAddEstimate(high, scaleHigh, moveHigh);
                if (around is not null)
                {
                    var (aroundLow, aroundHigh) = T.Load(around + (at * T.Size));
                    low += aroundLow;
                    high += aroundHigh;
                }
                if (mask is not null)
                {
                    // Written so that NaN stays.
                    var (downLow, downHigh) = (Vector256.LessThanOrEqual(low, Vector256<float>.Zero), Vector256.LessThanOrEqual(high, Vector256<float>.Zero));
                    *(ushort*)(mask + (at / 8)) = (ushort)(0xFFFF ^ (downLow.ExtractMostSignificantBits() | (downHigh.ExtractMostSignificantBits() << 8)));
                    low = Vector256.AndNot(low, downLow);
                    high = Vector256.AndNot(high, downHigh);
                }
                T.Store(y + (at * T.Size), low, high);
            }
        }
    }

    /// <summary>Sums of the slopes and of slopes times distance from the mean, behind the ReLU's mask.</summary>
    public static void SlopeSums(byte* slopes, byte* x, byte* mask, int rows, int channels, float* mean, float* sum, float* product)
    {
        for (var c = 0; c < channels; c += Lanes)
        {
            var (meanLow, meanHigh) = Float32Pixels.Load((byte*)(mean + c));
            var (sumLow, sumHigh, productLow, productHigh) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
            long at = c;
            for (var row = 0; row < rows; row++, at += channels)
            {
                var (low, high) = Masked(T.Load(slopes + (at * T.Size)), mask, at);
                var (xLow, xHigh) = T.Load(x + (at * T.Size));
                sumLow += low;
                sumHigh += high;
                productLow = Vector256.MultiplyAddEstimate(low, xLow - meanLow, productLow);
                productHigh = Vector256.MultiplyAddEstimate(high, xHigh - meanHigh, productHigh);
            }
            Float32Pixels.Store((byte*)(sum + c), sumLow, sumHigh);
            Float32Pixels.Store((byte*)(product + c), productLow, productHigh);
        }
    }

    /// <summary><c>slope scale + x factor + constant</c> into target; the masked slopes themselves into around, where that is wanted.</summary>
    public static void Slopes(
        byte* slopes, byte* x, byte* mask, byte* target, byte* around, int rows, int channels, float* scale, float* factor, float* constant)
    {
        for (var c = 0; c < channels; c += Lanes)
        {
            var (scaleLow, scaleHigh) = Float32Pixels.Load((byte*)(scale + c));
            var (factorLow, factorHigh) = Float32Pixels.Load((byte*)(factor + c));
            var (constantLow, constantHigh) = Float32Pixels.Load((byte*)(constant + c));
            long at = c;
            for (var row = 0; row < rows; row++, at += channels)
            {
                var (low, high) = Masked(T.Load(slopes + (at * T.Size)), mask, at);
                if (around is not null)
                    T.Store(around + (at * T.Size), low, high);
                var (xLow, xHigh) = T.Load(x + (at * T.Size));
                T.Store(
                    target + (at * T.Size),
                    Vector256.MultiplyAddEstimate(low, scaleLow, Vector256.MultiplyAddEstimate(xLow, factorLow, constantLow)),
                    Vector256.MultiplyAddEstimate(high, scaleHigh, Vector256.MultiplyAddEstimate(xHigh, factorHigh, constantHigh)));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<float> Low, Vector256<float> High) Masked((Vector256<float> Low, Vector256<float> High) slopes, byte* mask, long at)
    {
        if (mask is null)
            return slopes;
        var bits = *(ushort*)(mask + (at / 8));
        return (slopes.Low & Chosen(bits), slopes.High & Chosen((uint)bits >> 8));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Chosen(uint bits) => Vector256.Equals(Vector256.Create(bits) & Bits, Bits).AsSingle();
}
