using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TorchSharp.Siamese.Models.Encoders.Fused;

/// <summary>bfloat16: the upper half of a float32, rounded to nearest, ties to even.</summary>
internal readonly unsafe struct BFloat16Pixels : IPixels
{
    public static int Size => sizeof(ushort);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(byte* source)
    {
        var stored = Vector256.Load((ushort*)source);
        if (Avx512F.IsSupported)
            return (Avx512F.ConvertToVector512UInt32(stored) << 16).AsSingle();
        var (low, high) = Vector256.Widen(stored);
        return Vector512.Create(low << 16, high << 16).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(byte* target, Vector512<float> values)
    {
        // libtorch's NaN is 0x7FC00000, to which the rounding does nothing.
        var bits = values.AsUInt32();
        bits = (bits + Vector512.Create(0x7FFFu) + ((bits >> 16) & Vector512<uint>.One)) >> 16;
        var upper = Avx512F.IsSupported ? Avx512F.ConvertToVector256UInt16(bits) : Vector256.Narrow(bits.GetLower(), bits.GetUpper());
        upper.Store((ushort*)target);
    }
}
