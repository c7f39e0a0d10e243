using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses.Rows;

/// <summary>The rows of a tensor in memory, for several threads at once, however many bytes they are together.</summary>
/// <remarks>Keeps the tensor's object; the memory is that of the tensor, which has to outlive this.</remarks>
internal sealed unsafe class HostRows
{
    private readonly Tensor _tensor;
    private readonly byte* _memory;

    /// <param name="tensor"><c>[N, W]</c>, contiguous, on the CPU.</param>
    public HostRows(Tensor tensor)
    {
        _tensor = tensor;
        Width = checked((int)tensor.shape[1]);
        if (tensor.numel() == 0)
            return;
        using var first = tensor.narrow(0, 0, 1);
        _memory = (byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref MemoryMarshal.GetReference(first.bytes));
    }

    public int Width { get; }

    public Span<T> Row<T>(long row)
        where T : unmanaged
    {
        GC.KeepAlive(_tensor);
        return new Span<T>((T*)_memory + (row * Width), Width);
    }
}
