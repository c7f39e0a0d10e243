using System;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Op OpToDtype = new("to", "dtype"), OpToDevice = new("to", "device"), OpClone = new("clone"),
            OpContiguous = new("contiguous"), OpCopy_ = new("copy_"), OpSetSourceTensor_ = new("set_", "source_Tensor"),
            OpFillScalar_ = new("fill_", "Scalar"), OpZero_ = new("zero_"), OpIsPinned = new("is_pinned"), OpPinMemory = new("pin_memory"),
            OpToDense = new("to_dense"), OpToSparse = new("to_sparse"), OpToSparseSparseDim = new("to_sparse", "sparse_dim"),
            OpIndices = new("indices"), OpValues = new("values");

        /// <summary>Shares memory with this tensor where it already is of that type, unless a copy is asked for.</summary>
        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
            var result = OpToDtype.Call(this, type, non_blocking, copy);
            if (disposeAfter) Dispose();
            return result;
        }

        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to_type(type, copy, disposeAfter, non_blocking);
        public Tensor to(string device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(new Device(device), copy, disposeAfter, non_blocking);
        public Tensor to(DeviceType deviceType, int deviceIndex = -1, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(new Device(deviceType, deviceIndex), copy, disposeAfter, non_blocking);

        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
            ArgumentNullException.ThrowIfNull(device);
            InitializeDeviceType(device.type);
            var result = OpToDevice.Call(this, device, dtype, non_blocking, copy);
            if (disposeAfter) Dispose();
            return result;
        }

        public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
            var result = OpToDevice.Call(this, InitializeDevice(device), type, non_blocking, copy);
            if (disposeAfter) Dispose();
            return result;
        }

        public Tensor to(Tensor other, bool non_blocking = false) => to(other.dtype, other.device, non_blocking: non_blocking);
        public Tensor type(ScalarType dtype) => to(dtype);
        public Tensor type(Func<Tensor, Tensor> typeFunc) => typeFunc(this);
        public Tensor type_as(Tensor tensor) => to_type(tensor.dtype);

        public Tensor cpu() => to(CPU);

        public Tensor cuda(Device? device = null, bool non_blocking = false)
        {
            if (device is not null && device.type != DeviceType.CUDA) throw new ArgumentException("Not a CUDA device.", nameof(device));
            return to(device ?? new Device(DeviceType.CUDA), non_blocking: non_blocking);
        }

        public Tensor @bool() => to_type(ScalarType.Bool);
        public Tensor @byte() => to_type(ScalarType.Byte);
        public Tensor @char() => to_type(ScalarType.Int8);
        public Tensor @short() => to_type(ScalarType.Int16);
        public Tensor @int() => to_type(ScalarType.Int32);
        public Tensor @long() => to_type(ScalarType.Int64);
        public Tensor half() => to_type(ScalarType.Float16);
        public Tensor bfloat16() => to_type(ScalarType.BFloat16);
        public Tensor @float() => to_type(ScalarType.Float32);
        public Tensor @double() => to_type(ScalarType.Float64);
        public Tensor cfloat() => to_type(ScalarType.ComplexFloat32);
        public Tensor cdouble() => to_type(ScalarType.ComplexFloat64);

        public Tensor clone() => OpClone.Call(this);
        public Tensor contiguous() => OpContiguous.Call(this);
        public Tensor copy_(Tensor source, bool nonBlocking = false) => OpCopy_.Update(this, source, nonBlocking);

        /// <summary>Takes over the storage, the shape and the strides of <paramref name="source"/>.</summary>
        public Tensor set_(Tensor source) => OpSetSourceTensor_.Update(this, source);
        public Tensor fill_(Scalar value) => OpFillScalar_.Update(this, value);

        // As in TorchSharp, the result is a second object over the same tensor.
        public Tensor zero_() => OpZero_.Update(this).alias();
        public bool is_pinned() => OpIsPinned.CallBool(this);
        public Tensor pin_memory() => OpPinMemory.Call(this);
        public Tensor to_dense() => OpToDense.Call(this);
        public Tensor to_sparse() => OpToSparse.Call(this);
        public Tensor to_sparse(int sparse_dim) => OpToSparseSparseDim.Call(this, sparse_dim);
        public Tensor SparseIndices => OpIndices.Call(this);
        public Tensor SparseValues => OpValues.Call(this);
    }
}
