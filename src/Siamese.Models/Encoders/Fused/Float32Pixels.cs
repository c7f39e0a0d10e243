using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TorchSharp.Siamese.Models.Encoders.Fused;

/// <summary>float32 as it is.</summary>
internal readonly unsafe struct Float32Pixels : IPixels
{
    public static int Size => sizeof(float);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<float> Low, Vector256<float> High) Load(byte* source)
        => (Vector256.Load((float*)source), Vector256.Load((float*)source + Vector256<float>.Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(byte* target, Vector256<float> low, Vector256<float> high)
    {
        low.Store((float*)target);
        high.Store((float*)target + Vector256<float>.Count);
    }
}
