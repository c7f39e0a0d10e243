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

    // So few rows that memory is read nearly in order.
    private const int RowsAtATime = 16;

    private static readonly Vector512<uint> Bits = Vector512.Create(1u, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768);

    /// <summary>Adds up, and adds up the squares of, what is left of each channel after its shift.</summary>
    public static void Sums(byte* x, int rows, int channels, float* shift, float* sum, float* square)
    {
        for (var (first, c) = (0, 0); first < rows; Next(ref first, ref c, channels))
        {
            var (shifts, sums, squares) = (Vector512.Load(shift + c), Vector512.Load(sum + c), Vector512.Load(square + c));
            var at = ((long)first * channels) + c;
            for (var row = first; row < Math.Min(first + RowsAtATime, rows); row++, at += channels)
            {
                var left = T.Load(x + (at * T.Size)) - shifts;
                sums += left;
                squares = Vector512.MultiplyAddEstimate(left, left, squares);
            }
            sums.Store(sum + c);
            squares.Store(square + c);
        }
    }

    /// <summary><c>y = max(0, x scale + move + around)</c>, the last and the maximum where they are wanted.</summary>
    public static void Apply(byte* x, byte* around, byte* y, byte* mask, int rows, int channels, float* scale, float* move)
    {
        for (var (first, c) = (0, 0); first < rows; Next(ref first, ref c, channels))
        {
            var (scales, moves) = (Vector512.Load(scale + c), Vector512.Load(move + c));
            var at = ((long)first * channels) + c;
            for (var row = first; row < Math.Min(first + RowsAtATime, rows); row++, at += channels)
            {
                var values = Vector512.MultiplyAddEstimate(T.Load(x + (at * T.Size)), scales, moves);
                if (around is not null)
                    values += T.Load(around + (at * T.Size));
                if (mask is not null)
                {
                    var down = Vector512.LessThanOrEqual(values, Vector512<float>.Zero);       // so that NaN stays
                    *(ushort*)(mask + (at / 8)) = unchecked((ushort)~down.ExtractMostSignificantBits());
                    values = Vector512.AndNot(values, down);
                }
                T.Store(y + (at * T.Size), values);
            }
        }
    }

    /// <summary>Adds up the slopes, and slopes times distance from the mean, behind the ReLU's mask.</summary>
    public static void SlopeSums(byte* slopes, byte* x, byte* mask, int rows, int channels, float* mean, float* sum, float* product)
    {
        for (var (first, c) = (0, 0); first < rows; Next(ref first, ref c, channels))
        {
            var (means, sums, products) = (Vector512.Load(mean + c), Vector512.Load(sum + c), Vector512.Load(product + c));
            var at = ((long)first * channels) + c;
            for (var row = first; row < Math.Min(first + RowsAtATime, rows); row++, at += channels)
            {
                var own = Masked(T.Load(slopes + (at * T.Size)), mask, at);
                sums += own;
                products = Vector512.MultiplyAddEstimate(own, T.Load(x + (at * T.Size)) - means, products);
            }
            sums.Store(sum + c);
            products.Store(product + c);
        }
    }

    /// <summary><c>slope scale + x factor + constant</c> into target; the masked slopes themselves into around, where that is wanted.</summary>
    public static void Slopes(
        byte* slopes, byte* x, byte* mask, byte* target, byte* around, int rows, int channels, float* scale, float* factor, float* constant)
    {
        for (var (first, c) = (0, 0); first < rows; Next(ref first, ref c, channels))
        {
            var (scales, factors, constants) = (Vector512.Load(scale + c), Vector512.Load(factor + c), Vector512.Load(constant + c));
            var at = ((long)first * channels) + c;
            for (var row = first; row < Math.Min(first + RowsAtATime, rows); row++, at += channels)
            {
                var own = Masked(T.Load(slopes + (at * T.Size)), mask, at);
                if (around is not null)
                    T.Store(around + (at * T.Size), own);
                var rest = Vector512.MultiplyAddEstimate(T.Load(x + (at * T.Size)), factors, constants);
                T.Store(target + (at * T.Size), Vector512.MultiplyAddEstimate(own, scales, rest));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Next(ref int first, ref int c, int channels)
    {
        c += Lanes;
        if (c == channels)
            (first, c) = (first + RowsAtATime, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Masked(Vector512<float> slopes, byte* mask, long at) => mask is null
        ? slopes
        : slopes & Vector512.Equals(Vector512.Create((uint)*(ushort*)(mask + (at / 8))) & Bits, Bits).AsSingle();
}
