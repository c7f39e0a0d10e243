using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Weights;

/// <summary>Numbers of a file as tensors; least significant byte first, as this machine has them.</summary>
internal static class TensorBytes
{
    public static int ElementSize(ScalarType type) => type switch
    {
        ScalarType.Float64 or ScalarType.Int64 => 8,
        ScalarType.Float32 or ScalarType.Int32 => 4,
        ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Int16 => 2,
        _ => 1,
    };

    public static Tensor Make(ReadOnlySpan<byte> bytes, long[] shape, ScalarType type)
    {
        var tensor = empty(shape, type);
        bytes.CopyTo(tensor.bytes);
        return tensor;
    }
}
