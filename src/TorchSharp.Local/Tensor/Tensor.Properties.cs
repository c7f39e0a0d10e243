using System;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Op OpSize = new("size", "int");

        public ScalarType dtype
        {
            get
            {
                var type = (ScalarType)Native.tl_dtype(Handle);
                GC.KeepAlive(this);
                return type;
            }
        }

        public Device device => Device.Unpack(PackedDevice);
        public int device_index => Device.Unpack(PackedDevice).index;
        public DeviceType device_type => (DeviceType)(PackedDevice >> 8);

        public bool is_cuda => device_type == DeviceType.CUDA;
        public bool is_meta => device_type == DeviceType.META;
        public bool is_cpu() => device_type == DeviceType.CPU;

        public long Dimensions
        {
            get
            {
                var dimensions = Native.tl_ndim(Handle);
                GC.KeepAlive(this);
                return dimensions;
            }
        }

        public long dim() => Dimensions;
        public long ndim => Dimensions;

        public long NumberOfElements
        {
            get
            {
                var count = Native.tl_numel(Handle);
                GC.KeepAlive(this);
                return count;
            }
        }

        public long numel() => NumberOfElements;

        public long ElementSize => dtype switch
        {
            ScalarType.Byte or ScalarType.Int8 or ScalarType.Bool or ScalarType.QInt8 or ScalarType.QUInt8 => 1,
            ScalarType.Int16 or ScalarType.Float16 or ScalarType.BFloat16 => 2,
            ScalarType.Int32 or ScalarType.Float32 or ScalarType.QInt32 => 4,
            ScalarType.Int64 or ScalarType.Float64 or ScalarType.ComplexFloat32 => 8,
            ScalarType.ComplexFloat64 => 16,
            var other => throw new InvalidOperationException($"Elements of {other} have no known size."),
        };

        public long element_size() => ElementSize;

        /// <summary>A fresh array each time.</summary>
        public long[] shape => size();

        public unsafe long[] size()
        {
            int dimensions;
            var sizes = Native.tl_sizes(Handle, &dimensions);
            var result = new ReadOnlySpan<long>(sizes, dimensions).ToArray();
            GC.KeepAlive(this);
            return result;
        }

        /// <summary>A negative <paramref name="dim"/> counts from the last.</summary>
        public long size(int dim) => OpSize.CallInt(this, dim);

        public unsafe long[] stride()
        {
            var info = Describe();
            var strides = info.Strides is null ? [] : new ReadOnlySpan<long>(info.Strides, info.Ndim).ToArray();
            GC.KeepAlive(this);
            return strides;
        }

        public long stride(int dim)
        {
            var strides = stride();
            return strides[dim < 0 ? dim + strides.Length : dim];
        }

        public long storage_offset() => Describe().Offset;

        public bool is_contiguous() => (Describe().Flags & TensorInfo.Contiguous) != 0;

        public bool is_sparse => (Describe().Flags & TensorInfo.Sparse) != 0;

        public bool is_integral() => torch.is_integral(dtype);
        public bool is_floating_point() => torch.is_floating_point(dtype);
        public bool is_complex() => torch.is_complex(dtype);
        public bool is_quantized() => torch.is_quantized(dtype);

        private int PackedDevice
        {
            get
            {
                var packed = Native.tl_device(Handle);
                GC.KeepAlive(this);
                return packed;
            }
        }

        /// <summary>The pointers are valid while this tensor is alive and not resized.</summary>
        internal unsafe TensorInfo Describe()
        {
            TensorInfo info;
            Native.Check(Native.tl_describe(Handle, &info));
            GC.KeepAlive(this);
            return info;
        }
    }
}
