using System;
using System.IO;
using TorchSharp.Interop;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Op OpItem = new("item");

        /// <summary>The elements where they lie; for a tensor on another device, those of a copy on the CPU.</summary>
        public TensorAccessor<T> data<T>() where T : unmanaged
        {
            ValidateType(typeof(T));
            return new TensorAccessor<T>(device_type == DeviceType.CPU ? this : cpu());
        }

        public T item<T>() where T : unmanaged
        {
            if (NumberOfElements != 1) throw new ArgumentException("Number of elements in the tensor must be 1");
            ValidateType(typeof(T));
            if (device_type == DeviceType.CPU) return TensorAccessor<T>.ReadItemAt(this, 0);
            using var here = cpu();
            return TensorAccessor<T>.ReadItemAt(here, 0);
        }

        public unsafe Scalar ToScalar()
        {
            var value = OpItem.CallValue(this);
            if (value.Tag != Tag.Complex) return new Scalar(value.Tag, value.Int);
            var parts = (double*)value.Pointer;
            var scalar = new Scalar(parts[0], parts[1]);
            Native.tl_free(value.Pointer);
            return scalar;
        }

        /// <summary>The memory of a contiguous CPU tensor. Not to be used after the tensor is gone.</summary>
        public unsafe Span<byte> bytes
        {
            get
            {
                var size = NumberOfElements * ElementSize;
                RequireBytes(size);
                return new Span<byte>(Describe().Data, (int)size);
            }
            set
            {
                if (!is_contiguous()) throw new InvalidOperationException("SetBytes() called on non-contiguous tensor.");
                if (NumberOfElements * ElementSize != value.Length) throw new ArgumentException("Mismatched data sizes in SetBytes().");
                RequireBytes(value.Length);
                value.CopyTo(new Span<byte>(Describe().Data, value.Length));
                GC.KeepAlive(this);
            }
        }

        public unsafe void WriteBytesToStream(Stream stream, int bufferSize = 1024)
        {
            ArgumentNullException.ThrowIfNull(stream);
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bufferSize);
            RequireBytes(0);
            var data = (byte*)Describe().Data;
            for (var left = NumberOfElements * ElementSize; left > 0;)
            {
                var part = (int)Math.Min(left, Math.Max(bufferSize, 1 << 20));
                stream.Write(new ReadOnlySpan<byte>(data, part));
                data += part;
                left -= part;
            }
            GC.KeepAlive(this);
        }

        /// <exception cref="EndOfStreamException">The stream ends before the tensor is full.</exception>
        public unsafe void ReadBytesFromStream(Stream stream, int bufferSize = 1024)
        {
            ArgumentNullException.ThrowIfNull(stream);
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bufferSize);
            RequireBytes(0);
            var data = (byte*)Describe().Data;
            for (var left = NumberOfElements * ElementSize; left > 0;)
            {
                var read = stream.Read(new Span<byte>(data, (int)Math.Min(left, Math.Max(bufferSize, 1 << 20))));
                if (read == 0) throw new EndOfStreamException();
                data += read;
                left -= read;
            }
            GC.KeepAlive(this);
        }

        public double ReadCpuDouble(long i) => TensorAccessor<double>.ReadItemAt(this, i);
        public float ReadCpuSingle(long i) => TensorAccessor<float>.ReadItemAt(this, i);
        public int ReadCpuInt32(long i) => TensorAccessor<int>.ReadItemAt(this, i);
        public long ReadCpuInt64(long i) => TensorAccessor<long>.ReadItemAt(this, i);
        public byte ReadCpuByte(long i) => TensorAccessor<byte>.ReadItemAt(this, i);
        public sbyte ReadCpuSByte(long i) => TensorAccessor<sbyte>.ReadItemAt(this, i);
        public short ReadCpuInt16(long i) => TensorAccessor<short>.ReadItemAt(this, i);
        public bool ReadCpuBool(long i) => TensorAccessor<bool>.ReadItemAt(this, i);
        public float ReadCpuFloat16(long i) => (float)TensorAccessor<Half>.ReadItemAt(this, Reachable(i));
        public float ReadCpuBFloat16(long i) => TensorAccessor<BFloat16>.ReadItemAt(this, Reachable(i)).ToSingle();
        public T ReadCpuValue<T>(long i) where T : unmanaged => TensorAccessor<T>.ReadItemAt(this, i);

        /// <exception cref="ArgumentException">Elements of the tensor are not of this .NET type.</exception>
        internal void ValidateType(Type dotnetType)
        {
            var type = dtype;
            var expected = type switch
            {
                ScalarType.Byte => typeof(byte),
                ScalarType.Int8 => typeof(sbyte),
                ScalarType.Int16 => typeof(short),
                ScalarType.Int32 => typeof(int),
                ScalarType.Int64 => typeof(long),
                ScalarType.Bool => typeof(bool),
                ScalarType.Float16 => typeof(Half),
                ScalarType.BFloat16 => typeof(BFloat16),
                ScalarType.Float32 => typeof(float),
                ScalarType.Float64 => typeof(double),
                ScalarType.ComplexFloat32 => typeof((float, float)),
                ScalarType.ComplexFloat64 => typeof(System.Numerics.Complex),
                ScalarType.QInt8 => typeof(sbyte),
                ScalarType.QUInt8 => typeof(byte),
                ScalarType.QInt32 => typeof(int),
                _ => null,
            };
            if (dotnetType != expected) throw new ArgumentException($"{dotnetType.Name} is not compatible with {type}");
        }

        private long Reachable(long i) => i < NumberOfElements ? i
            : throw new IndexOutOfRangeException("The index is greater than the number of elements in the tensor");

        private void RequireBytes(long size)
        {
            if (!is_contiguous()) throw new InvalidOperationException("Bytes() called on non-contiguous tensor.");
            if (size > int.MaxValue) throw new ArgumentException("Span only supports up to int.MaxValue elements.");
            if (device_type != DeviceType.CPU)
                throw new InvalidOperationException(
                    "Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
        }
    }
}
