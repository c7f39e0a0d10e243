using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Tuples;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Imaging.Kernels;

/// <summary>Noise whose value at a position is a function of key and position, so that it is the same on every device.</summary>
/// <remarks>
/// Position n has the SplitMix64 output n of the key. Normal numbers are those of Box and Muller 1958 from two numbers of 24
/// bits of one output, the cosine in the first half of the values and the sine in the second; none is farther from 0 than 5.77.
/// </remarks>
internal static class HashNoise
{
    private const float Unit24 = 1f / (1 << 24);
    private const long Mask24 = (1 << 24) - 1;

    /// <summary>Uniform numbers from -1 to 1, 1 not among them.</summary>
    /// <param name="key">The key.</param>
    /// <param name="first">Position of the first value.</param>
    /// <param name="target">Filled.</param>
    public static void Uniform(CounterRandom key, int first, Span<float> target)
    {
        for (var i = 0; i < target.Length; i += Vector256<float>.Count)
        {
            var (low, high) = (Bits(key.Key, first + i), Bits(key.Key, first + i + 4));
            var value = (Floats(low >>> 40, high >>> 40) * (2 * Unit24)) - Vector256<float>.One;
            Store(value, target, i);
        }
    }

    /// <summary>Normal numbers: mean 0, deviation 1.</summary>
    /// <param name="key">The key.</param>
    /// <param name="target">Filled; the numbers depend on its length.</param>
    public static void Normal(CounterRandom key, Span<float> target)
    {
        var half = (target.Length + 1) / 2;
        var first = target[..half];
        var second = target[half..];
        for (var i = 0; i < half; i += Vector256<float>.Count)
        {
            var (low, high) = (Bits(key.Key, i), Bits(key.Key, i + 4));
            var share = (Floats(low >>> 40, high >>> 40) + Vector256<float>.One) * Unit24;     // above 0: it has a logarithm
            var mask = Vector256.Create((ulong)Mask24);
            var angle = Floats(low & mask, high & mask) * (2 * MathF.PI * Unit24);
            var radius = Vector256.Sqrt(Vector256.Log(share) * -2f);
            var (sin, cos) = Vector256.SinCos(angle);
            Store(radius * cos, first, i);
            Store(radius * sin, second, i);
        }
    }

    /// <summary>As the other form, one row for each key: <c>[B, count]</c>.</summary>
    public static Tensor Uniform(ReadOnlySpan<CounterRandom> keys, int first, int count, Device device) =>
        (Bits(keys, first, count, device).bitwise_right_shift(Whole(40, device)).bitwise_and(Whole(Mask24, device)).to(ScalarType.Float32)
            * (2 * Unit24)) - 1;

    /// <summary>As the other form, one row for each key: <c>[B, count]</c>.</summary>
    public static Tensor Normal(ReadOnlySpan<CounterRandom> keys, int count, Device device)
    {
        var bits = Bits(keys, 0, (count + 1) / 2, device);
        var mask = Whole(Mask24, device);
        var share = (bits.bitwise_right_shift(Whole(40, device)).bitwise_and(mask).to(ScalarType.Float32) + 1) * Unit24;
        var angle = bits.bitwise_and(mask).to(ScalarType.Float32) * (2 * MathF.PI * Unit24);
        var radius = (share.log() * -2).sqrt();
        return cat([radius * angle.cos(), radius * angle.sin()], 1).narrow(1, 0, count);
    }

    // Outputs of four positions.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Bits(ulong key, int position)
    {
        var x = Vector256.Create(key)
            + ((Vector256.Create((ulong)position + 1) + Vector256.Create(0UL, 1, 2, 3)) * Vector256.Create(SplitMix64.Gamma));
        x = (x ^ (x >>> 30)) * Vector256.Create(SplitMix64.FirstFactor);
        x = (x ^ (x >>> 27)) * Vector256.Create(SplitMix64.SecondFactor);
        return x ^ (x >>> 31);
    }

    // Integers of up to 24 bits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Floats(Vector256<ulong> low, Vector256<ulong> high) =>
        Vector256.ConvertToSingle(Vector256.Narrow(low, high).AsInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<float> value, Span<float> target, int at)
    {
        var left = target.Length - at;
        if (left >= Vector256<float>.Count)
            value.CopyTo(target[at..]);
        else if (left > 0)
            Lane.CopyStart(value, target[at..]);
    }

    // [B, count], int64: libtorch's products and sums wrap round as ulong's do.
    private static Tensor Bits(ReadOnlySpan<CounterRandom> keys, int first, int count, Device device)
    {
        var states = new long[keys.Length];
        for (var i = 0; i < states.Length; i++)
            states[i] = unchecked((long)keys[i].Key);
        var position = arange(first + 1, first + 1 + count, ScalarType.Int64, device);
        var x = tensor(states, device: device).unsqueeze(1) + (position * Whole(SplitMix64.Gamma, device));
        x = Folded(x, 30) * Whole(SplitMix64.FirstFactor, device);
        x = Folded(x, 27) * Whole(SplitMix64.SecondFactor, device);
        return Folded(x, 31);
    }

    // x ^ (x >>> shift); torch's shift brings the sign in, the mask takes it out.
    private static Tensor Folded(Tensor x, int shift) =>
        x.bitwise_xor(x.bitwise_right_shift(Whole(shift, x.device)).bitwise_and(Whole((1L << (64 - shift)) - 1, x.device)));

    private static Tensor Whole(long value, Device device) => tensor(value, device: device);

    private static Tensor Whole(ulong value, Device device) => tensor(unchecked((long)value), device: device);
}
