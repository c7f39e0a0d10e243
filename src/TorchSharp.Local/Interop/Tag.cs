namespace TorchSharp.Interop;

/// <summary>How a <see cref="Value"/> is to be read. In step with <c>tl_tag</c> of native/torch_local.h.</summary>
internal enum Tag
{
    Default,
    None,
    Tensor,
    Int,
    Double,
    Bool,
    Ints,
    Doubles,
    Bools,
    Tensors,
    String,
    Device,
    Generator,
    Complex,
}
