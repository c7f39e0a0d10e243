using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

/// <summary>What the factories of this folder share.</summary>
public static partial class torch
{
    private static readonly Op OpScalarTensor = new("scalar_tensor");

    private static Tensor Filled(Op op, long[] size, ScalarType? dtype, Device? device, bool requires_grad, string[]? names) =>
        Finish(op.Call(size, dtype ?? get_default_dtype(), Arg.None, InitializeDevice(device)), requires_grad, names);

    private static Tensor Filled(long[] size, Scalar value, ScalarType? dtype, Device? device, bool requires_grad, string[]? names) =>
        Finish(OpFull.Call(size, value, dtype ?? TypeOf(value), Arg.None, InitializeDevice(device)), requires_grad, names);

    private static Tensor Drawn(Op op, Op from, long[] size, ScalarType? dtype, Device? device, bool requires_grad, Generator? generator,
        string[]? names, [System.Runtime.CompilerServices.CallerMemberName] string caller = "")
    {
        if (dtype is { } type && is_integral(type))
            throw new ArgumentException($"torch.{caller}() was passed a bad dtype: {type}. It must be floating point or complex.", nameof(dtype));
        dtype ??= get_default_dtype();
        device = InitializeDevice(device);
        var drawn = generator is null ? op.Call(size, dtype, Arg.None, device) : from.Call(size, generator, dtype, Arg.None, device);
        return Finish(drawn, requires_grad, names);
    }

    private static Tensor Single(Scalar value, ScalarType type, ScalarType? dtype, Device? device, bool requires_grad)
    {
        var single = Finish(OpScalarTensor.Call(value, type, Arg.None, InitializeDevice(device)), requires_grad, null);
        return Converted(single, dtype ?? type, single.device);
    }

    /// <summary>A tensor over memory of its own that holds what the span held.</summary>
    private static unsafe Tensor Copied<T>(ReadOnlySpan<T> data, ReadOnlySpan<long> dimensions, ScalarType? dtype, Device? device, bool requires_grad,
        string[]? names) where T : unmanaged
    {
        var count = Product(dimensions);
        if (count > data.Length)
            throw new ArgumentException($"mismatched total size creating a tensor from an array: {count} vs. {data.Length}");
        device = InitializeDevice(device);
        var type = ToScalarType(typeof(T));
        var tensor = OpEmpty.Call(dimensions, type);
        data[..(int)count].CopyTo(new Span<T>(tensor.Describe().Data, (int)count));
        return Placed(tensor, dtype ?? type, device, requires_grad, names);
    }

    /// <summary>A gradient is wanted for what stands before a conversion on the CPU, as in TorchSharp: such a result is no leaf.</summary>
    private static Tensor Placed(Tensor tensor, ScalarType dtype, Device device, bool requires_grad, string[]? names)
    {
        if (device.type == DeviceType.CPU) return Converted(Finish(tensor, requires_grad, names), dtype, device);
        return Finish(Converted(tensor, dtype, device), requires_grad, names);
    }

    private static Tensor Converted(Tensor tensor, ScalarType dtype, Device device)
    {
        if (tensor.dtype == dtype && device.type == tensor.device_type) return tensor;
        using (tensor) return tensor.to(dtype, device);
    }

    private static Tensor Finish(Tensor tensor, bool requires_grad, string[]? names)
    {
        try
        {
            if (names is { Length: > 0 }) throw new NotSupportedException("Named dimensions are not supported by this provider.");
            if (requires_grad) tensor.requires_grad = true;
            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    /// <summary>The elements of an array of any rank, in memory order.</summary>
    internal static Span<T> Flat<T>(Array array) where T : unmanaged =>
        MemoryMarshal.CreateSpan(ref System.Runtime.CompilerServices.Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(array)), array.Length);

    private static ReadOnlySpan<T> Flat<T>(IList<T> list) => list switch
    {
        T[] array => array,
        List<T> items => CollectionsMarshal.AsSpan(items),
        _ => list.ToArray(),
    };

    private static long Product(ReadOnlySpan<long> dimensions)
    {
        var count = 1L;
        foreach (var size in dimensions) count *= size;
        return count;
    }

    private static long[] Widen(int[] size) => Array.ConvertAll(size, s => (long)s);

    /// <summary>A boolean counts as an integer, as in TorchSharp.</summary>
    private static ScalarType TypeOf(Scalar value) => is_integral(value.Type) ? ScalarType.Int64 : get_default_dtype();

    internal static ScalarType ToScalarType(Type type)
    {
        if (type == typeof(float)) return ScalarType.Float32;
        if (type == typeof(double)) return ScalarType.Float64;
        if (type == typeof(long)) return ScalarType.Int64;
        if (type == typeof(int)) return ScalarType.Int32;
        if (type == typeof(short)) return ScalarType.Int16;
        if (type == typeof(sbyte)) return ScalarType.Int8;
        if (type == typeof(byte)) return ScalarType.Byte;
        if (type == typeof(bool)) return ScalarType.Bool;
        if (type == typeof(Half)) return ScalarType.Float16;
        if (type == typeof(BFloat16)) return ScalarType.BFloat16;
        if (type == typeof((float, float))) return ScalarType.ComplexFloat32;
        if (type == typeof(System.Numerics.Complex)) return ScalarType.ComplexFloat64;
        throw new NotSupportedException($"The type {type.FullName} is not supported.");
    }
}
