using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TorchSharp.Siamese.Models.Encoders.Fused;

/// <summary>float32 as it is.</summary>
internal readonly unsafe struct Float32Pixels : IPixels
{
    public static int Size => sizeof(float);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(byte* source) => Vector512.Load((float*)source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(byte* target, Vector512<float> values) => values.Store((float*)target);
}
