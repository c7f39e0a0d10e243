using System;
using System.Collections;
using System.Collections.Generic;
using TorchSharp.Interop;

namespace TorchSharp.Utils;

/// <summary>The elements of a CPU tensor where they lie, in row-major order whatever its strides; writing changes the tensor.</summary>
/// <remarks>The address is asked for at each use, so that a tensor that was disposed or given other memory is never read through an old one.</remarks>
public sealed class TensorAccessor<T> : IDisposable, IEnumerable<T> where T : unmanaged
{
    private const int Chunk = 1024;

    private torch.Tensor? _tensor;

    internal TensorAccessor(torch.Tensor tensor)
    {
        RequireCpu(tensor);
        _tensor = tensor;
    }

    public long Count => _tensor?.numel() ?? 0;

    public bool IsReadOnly => false;

    /// <summary>With one index the element at that place in row-major order, with several the one at those coordinates.</summary>
    public unsafe T this[params long[] indices]
    {
        get
        {
            var info = Live.Describe();
            var value = ((T*)info.Data)[Offset(info, indices)];
            GC.KeepAlive(this);
            return value;
        }
        set
        {
            var info = Live.Describe();
            ((T*)info.Data)[Offset(info, indices)] = value;
            GC.KeepAlive(this);
        }
    }

    public T[] ToArray()
    {
        var tensor = Live;
        var result = new T[Count];
        if (result.Length > 0 || tensor.ndim > 1) CopyTo(result);
        return result;
    }

    /// <summary>An array of the tensor's rank; of rank 1 for a scalar.</summary>
    public Array ToNDArray()
    {
        var shape = Live.shape;
        if (shape.Length < 2) return ToArray();
        var result = Array.CreateInstance(typeof(T), shape);
        if (result.LongLength > 0) CopyTo(torch.Flat<T>(result));
        return result;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    /// <summary>Copies what is there from <paramref name="tensorIndex"/> on, as far as the span has room from <paramref name="arrayIndex"/> on.</summary>
    public unsafe void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        RequireStart(tensorIndex);
        var target = arrayIndex >= array.Length ? default : array[arrayIndex..];
        var info = Live.Describe();
        var count = (int)Math.Min(target.Length, info.Numel - tensorIndex);
        var data = (T*)info.Data;
        if (IsContiguous(info))
            new ReadOnlySpan<T>(data + tensorIndex, count).CopyTo(target);
        else
        {
            var walk = new Walk(info, tensorIndex);
            for (var i = 0; i < count; i++) target[i] = data[walk.Next(info)];
        }
        GC.KeepAlive(this);
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyFrom((ReadOnlySpan<T>)array, arrayIndex, tensorIndex);

    public unsafe void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        RequireStart(tensorIndex);
        var source = arrayIndex >= array.Length ? default : array[arrayIndex..];
        var info = Live.Describe();
        var count = (int)Math.Min(source.Length, info.Numel - tensorIndex);
        var data = (T*)info.Data;
        if (IsContiguous(info))
            source[..count].CopyTo(new Span<T>(data + tensorIndex, count));
        else
        {
            var walk = new Walk(info, tensorIndex);
            for (var i = 0; i < count; i++) data[walk.Next(info)] = source[i];
        }
        GC.KeepAlive(this);
    }

    public IEnumerator<T> GetEnumerator()
    {
        var chunk = new T[Math.Min(Chunk, Count)];
        for (long start = 0, count = Count; start < count; start += chunk.Length)
        {
            CopyTo(chunk, 0, start);
            var there = (int)Math.Min(chunk.Length, count - start);
            for (var i = 0; i < there; i++) yield return chunk[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public static bool operator ==(TensorAccessor<T> left, TensorAccessor<T> right) => left.Equals(right);

    public static bool operator !=(TensorAccessor<T> left, TensorAccessor<T> right) => !left.Equals(right);

    public override bool Equals(object? obj)
    {
        if (obj is not TensorAccessor<T> other || Count != other.Count) return false;
        using IEnumerator<T> left = GetEnumerator(), right = other.GetEnumerator();
        while (left.MoveNext() && right.MoveNext())
            if (!left.Current.Equals(right.Current)) return false;
        return true;
    }

    public override int GetHashCode() => base.GetHashCode();

    /// <summary>Lets go of the tensor; does not dispose it.</summary>
    public void Dispose() => _tensor = null;

    internal static unsafe T ReadItemAt(torch.Tensor tensor, long index)
    {
        RequireCpu(tensor);
        tensor.ValidateType(typeof(T));
        var info = tensor.Describe();
        var value = ((T*)info.Data)[Offset(info, index)];
        GC.KeepAlive(tensor);
        return value;
    }

    private torch.Tensor Live => _tensor ?? throw new ObjectDisposedException(nameof(TensorAccessor<T>));

    private static void RequireCpu(torch.Tensor tensor)
    {
        if (tensor.device_type != DeviceType.CPU)
            throw new InvalidOperationException(
                "Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
    }

    private void RequireStart(long tensorIndex)
    {
        _ = Live;
        if (tensorIndex < 0 || tensorIndex >= Count) throw new ArgumentOutOfRangeException(nameof(tensorIndex));
    }

    private static bool IsContiguous(in TensorInfo info) => (info.Flags & TensorInfo.Contiguous) != 0;

    private static long Offset(in TensorInfo info, long[] indices)
    {
        if (indices.Length != 1) return Offset(info, (ReadOnlySpan<long>)indices);
        if (indices[0] >= info.Numel) throw new IndexOutOfRangeException();
        return Offset(info, indices[0]);
    }

    private static unsafe long Offset(in TensorInfo info, long index)
    {
        if (index < 0 || index >= info.Numel)
            throw new ArgumentOutOfRangeException(nameof(index), $"{index} in a collection of {info.Numel} elements.");
        if (IsContiguous(info)) return index;
        var offset = 0L;
        for (var i = info.Ndim - 1; i >= 0; i--)
        {
            index = Math.DivRem(index, info.Sizes[i], out var at);
            offset += at * info.Strides[i];
        }
        return offset;
    }

    private static unsafe long Offset(in TensorInfo info, ReadOnlySpan<long> indices)
    {
        if (indices.Length != info.Ndim)
            throw new IndexOutOfRangeException($"{indices.Length} indices for a tensor of {info.Ndim} dimensions.");
        var offset = 0L;
        for (var i = 0; i < indices.Length; i++)
        {
            if (indices[i] < 0 || indices[i] >= info.Sizes[i])
                throw new IndexOutOfRangeException($"{indices[i]} >= {info.Sizes[i]} in dimension {i}.");
            offset += indices[i] * info.Strides[i];
        }
        return offset;
    }

    /// <summary>Offsets of one element after the other where they do not lie side by side.</summary>
    private struct Walk
    {
        private readonly long[] _at;
        private long _offset;

        public unsafe Walk(in TensorInfo info, long start)
        {
            _at = new long[info.Ndim];
            for (var i = info.Ndim - 1; i >= 0; i--)
            {
                start = Math.DivRem(start, info.Sizes[i], out _at[i]);
                _offset += _at[i] * info.Strides[i];
            }
        }

        public unsafe long Next(in TensorInfo info)
        {
            var here = _offset;
            for (var i = info.Ndim - 1; i >= 0; i--)
            {
                _offset += info.Strides[i];
                if (++_at[i] < info.Sizes[i]) break;
                _offset -= _at[i] * info.Strides[i];
                _at[i] = 0;
            }
            return here;
        }
    }
}
