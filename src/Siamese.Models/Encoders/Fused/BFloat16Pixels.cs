using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TorchSharp.Siamese.Models.Encoders.Fused;

/// <summary>bfloat16: the upper half of a float32, rounded to nearest, ties to even.</summary>
internal readonly unsafe struct BFloat16Pixels : IPixels
{
    public static int Size => sizeof(ushort);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<float> Low, Vector256<float> High) Load(byte* source)
    {
        var (low, high) = Vector256.Widen(Vector256.Load((ushort*)source));
        return ((low << 16).AsSingle(), (high << 16).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(byte* target, Vector256<float> low, Vector256<float> high)
        => Vector256.Narrow(Upper(low), Upper(high)).Store((ushort*)target);

    // libtorch's NaN is 0x7FC00000, to which the rounding does nothing.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Upper(Vector256<float> values)
    {
        var bits = values.AsUInt32();
        return (bits + Vector256.Create(0x7FFFu) + ((bits >> 16) & Vector256<uint>.One)) >> 16;
    }
}
