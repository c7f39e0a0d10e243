using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    private static readonly Op OpSparseCooTensorIndicesSize = new("sparse_coo_tensor", "indices_size");

    public static Tensor sparse_coo_tensor(Tensor indices, Tensor values, long[] size, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, string[]? names = null) =>
        Finish(OpSparseCooTensorIndicesSize.Call(indices, values, size, dtype ?? values.dtype, Arg.None, InitializeDevice(device)), requires_grad,
            names);
}
