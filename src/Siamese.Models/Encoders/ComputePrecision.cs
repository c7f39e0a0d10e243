namespace TorchSharp.Siamese.Models.Encoders;

/// <summary>In which numbers an encoder multiplies.</summary>
public enum ComputePrecision
{
    /// <summary>float32, with 24 bits.</summary>
    Full,

    /// <summary>
    /// bfloat16, with 8 bits, sums in float32. Up to twice as fast on processors with instructions for it (AVX512-BF16, AMX, most GPUs),
    /// slower on others.
    /// </summary>
    Half,
}
