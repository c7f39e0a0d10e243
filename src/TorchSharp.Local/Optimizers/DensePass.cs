using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using TorchSharp.Interop;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>
/// An optimizer's whole update as one pass over memory, where operators would read and write it five to ten times.
/// Every element is computed alone, so results depend on neither the vector width nor the number of threads.
/// </summary>
internal static unsafe class DensePass
{
    private const long ParallelFrom = 1 << 17;
    private const int Slots = 5;
    private const int Grad = 1;

    private static readonly Op OpCopy = new("copy_");

    internal interface IKernel
    {
        /// <param name="param">Changed, as is the state; null stands for a tensor that was not given.</param>
        /// <param name="count">A multiple of the vector's width.</param>
        void Update<T>(T* param, T* grad, T* a, T* b, T* c, long count)
            where T : unmanaged, IFloatingPoint<T>;
    }

    /// <summary>Runs a kernel over a parameter, if it, its gradient and its state are plain memory of one kind.</summary>
    /// <returns>False, with nothing done, if one of them is not.</returns>
    public static bool TryRun<TKernel>(in TKernel kernel, Tensor param, Tensor grad, Tensor? a = null, Tensor? b = null, Tensor? c = null)
        where TKernel : struct, IKernel
    {
        var info = param.Describe();
        var arrays = new Arrays { Count = info.Numel };
        if (!arrays.Add(0, param, info) || !arrays.Add(Grad, grad, info) || !arrays.Add(2, a, info) || !arrays.Add(3, b, info)
            || !arrays.Add(4, c, info)) return false;
        switch ((ScalarType)info.Dtype)
        {
            case ScalarType.Float32:
                Run<TKernel, float>(kernel, arrays);
                break;
            case ScalarType.Float64:
                Run<TKernel, double>(kernel, arrays);
                break;
            default:
                return false;
        }
        // Nothing is copied: it tells autograd that the parameter has changed, as an in-place operator would.
        OpCopy.Run(param, param);
        GC.KeepAlive(grad);
        GC.KeepAlive(a);
        GC.KeepAlive(b);
        GC.KeepAlive(c);
        return true;
    }

    private static void Run<TKernel, T>(TKernel kernel, Arrays arrays)
        where TKernel : struct, IKernel
        where T : unmanaged, IFloatingPoint<T>
    {
        var threads = arrays.Count < ParallelFrom ? 1 : get_num_threads();
        if (threads <= 1)
        {
            Slice<TKernel, T>(kernel, arrays, 0, arrays.Count);
            return;
        }
        var share = (arrays.Count + threads - 1) / threads;
        Parallel.For(0, threads, i => Slice<TKernel, T>(kernel, arrays, Math.Min(arrays.Count, i * share), Math.Min(arrays.Count, (i + 1) * share)));
    }

    private static void Slice<TKernel, T>(TKernel kernel, in Arrays arrays, long from, long to)
        where TKernel : struct, IKernel
        where T : unmanaged, IFloatingPoint<T>
    {
        var rest = (to - from) % Vector<T>.Count;
        kernel.Update(arrays.From<T>(0, from), arrays.From<T>(1, from), arrays.From<T>(2, from), arrays.From<T>(3, from),
            arrays.From<T>(4, from), to - from - rest);
        if (rest != 0) Rest<TKernel, T>(kernel, arrays, to - rest, (int)rest);
    }

    /// <summary>Elements that fill no vector are computed in one that zeros fill up, so there is one formula only.</summary>
    private static void Rest<TKernel, T>(TKernel kernel, in Arrays arrays, long from, int count)
        where TKernel : struct, IKernel
        where T : unmanaged, IFloatingPoint<T>
    {
        var width = Vector<T>.Count;
        var room = stackalloc T[Slots * width];
        new Span<T>(room, Slots * width).Clear();
        Arrays full = default;
        for (var slot = 0; slot < Slots; slot++)
        {
            if (arrays.At[slot] == 0) continue;
            full.At[slot] = (nint)(room + slot * width);
            new Span<T>(arrays.From<T>(slot, from), count).CopyTo(new Span<T>(full.From<T>(slot, 0), count));
        }
        Slice<TKernel, T>(kernel, full, 0, width);
        for (var slot = 0; slot < Slots; slot++)
        {
            if (arrays.At[slot] == 0 || slot == Grad) continue;
            new Span<T>(full.From<T>(slot, 0), count).CopyTo(new Span<T>(arrays.From<T>(slot, from), count));
        }
    }

    [InlineArray(Slots)]
    private struct Addresses
    {
        private nint _first;
    }

    /// <summary>Where the elements are; zero for what a kernel does without.</summary>
    private struct Arrays
    {
        public Addresses At;
        public long Count;

        public readonly T* From<T>(int slot, long index)
            where T : unmanaged => At[slot] == 0 ? null : (T*)At[slot] + index;

        public bool Add(int slot, Tensor? tensor, in TensorInfo param)
        {
            if (tensor is null) return true;
            var info = tensor.Describe();
            At[slot] = (nint)info.Data;
            return (info.Flags & TensorInfo.Contiguous) != 0 && info.Numel == param.Numel && info.Dtype == param.Dtype
                && (DeviceType)(info.Device >> 8) == DeviceType.CPU;
        }
    }
}
