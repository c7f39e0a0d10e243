using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary><c>tl_info</c>: everything about a tensor that is read in one call.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct TensorInfo
{
    public void* Data;
    public long* Sizes;
    public long* Strides;
    public long Numel;
    public long Offset;
    public long StorageBytes;
    public int Ndim;
    public int Dtype;
    public int Device;
    public int Flags;

    public const int Contiguous = 1, RequiresGrad = 2, Leaf = 4, Sparse = 8;
}
