using System.Runtime.Intrinsics;

namespace TorchSharp.Siamese.Models.Encoders.Fused;

/// <summary>How numbers lie in memory, sixteen at a time as float32.</summary>
internal unsafe interface IPixels
{
    /// <summary>Bytes of a number.</summary>
    static abstract int Size { get; }

    static abstract Vector512<float> Load(byte* source);

    static abstract void Store(byte* target, Vector512<float> values);
}
