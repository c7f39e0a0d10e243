using System;
using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Shares memory with the array unless it goes to another device.</summary>
    public static Tensor from_array(Array rawArray, Device? device = null)
    {
        if (ElementType(rawArray) == typeof((float, float))) throw new NotImplementedException("from_array() for (float,float) elements.");
        return from_array(rawArray, null, device ?? CPU);
    }

    /// <summary>Shares memory with the array unless it is converted or goes to another device.</summary>
    public static Tensor from_array(Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        var type = ToScalarType(ElementType(rawArray));
        var shape = new long[rawArray.Rank];
        for (var i = 0; i < shape.Length; i++) shape[i] = rawArray.GetLongLength(i);
        device = InitializeDevice(device);
        return Placed(Over(rawArray, shape, type, 0), dtype ?? type, device, requires_grad, names);
    }

    /// <summary>Shares memory with the array unless it is converted.</summary>
    public static Tensor frombuffer(Array rawArray, ScalarType dtype, long count = -1, long offset = 0, bool requires_grad = false)
    {
        var type = ToScalarType(ElementType(rawArray));
        if (offset < 0 || offset >= rawArray.LongLength) throw new ArgumentException($"invalid value for 'offset': {offset}");
        if (count < 0) count = rawArray.LongLength - offset;
        if (count > rawArray.LongLength - offset) throw new IndexOutOfRangeException($"element count is too large: {count}");
        if (type == ScalarType.ComplexFloat32) throw new NotImplementedException("frombuffer(ComplexFloat32)");
        return Placed(Over(rawArray, [count], type, offset), dtype, CPU, requires_grad, null);
    }

    private static Type ElementType(Array array) => array.GetType().GetElementType()
        ?? throw new InvalidOperationException("rawArray.GetType().GetElementType() returned null.");

    /// <summary>The array stays pinned until the last tensor over it is gone.</summary>
    private static unsafe Tensor Over(Array array, long[] shape, ScalarType type, long offset)
    {
        var pin = GCHandle.Alloc(array, GCHandleType.Pinned);
        fixed (long* sizes = shape)
        {
            var data = (byte*)pin.AddrOfPinnedObject() + (offset * type.ElementSize());
            var handle = Native.tl_from_blob(data, sizes, shape.Length, (int)type, &Unpin, (void*)GCHandle.ToIntPtr(pin));
            if (handle != 0) return new Tensor(handle);
            pin.Free();
            throw Native.LastError();
        }
    }

    [UnmanagedCallersOnly]
    private static unsafe void Unpin(void* pin) => GCHandle.FromIntPtr((IntPtr)pin).Free();
}
