using TorchSharp.Interop;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        public sealed class Conv3d : Convolution
        {
            internal Conv3d(long in_channels, long out_channels, (long, long, long) kernel_size, (long, long, long) stride, (long, long, long)? padding,
                Padding? padding_type, (long, long, long) dilation, long groups, bool bias, PaddingModes padding_mode, Device? device, ScalarType? dtype)
                : base(nameof(Conv3d), in_channels, out_channels, [kernel_size.Item1, kernel_size.Item2, kernel_size.Item3],
                    [stride.Item1, stride.Item2, stride.Item3], padding is { } p ? [p.Item1, p.Item2, p.Item3] : null, padding_type,
                    [dilation.Item1, dilation.Item2, dilation.Item3], false, new long[3], groups, bias, padding_mode, device, dtype)
            {
            }

            public override Tensor forward(Tensor input) => Forward(input,
                (x, padding) => nn.functional.conv3d(x, weight, bias, stride, padding, dilation, groups),
                (x, padding) => nn.functional.conv3d_padding(x, weight, bias, stride, padding, dilation, groups));
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Conv3d Conv3d(long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1,
                PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, (kernel_size, kernel_size, kernel_size), (stride, stride, stride), (padding, padding, padding), null, (dilation, dilation, dilation),
                    groups, bias, padding_mode, device, dtype);

            public static Conv3d Conv3d(long in_channels, long out_channels, (long, long, long) kernel_size, (long, long, long)? stride = null,
                (long, long, long)? padding = null, (long, long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1,
                bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, kernel_size, stride ?? (1, 1, 1), padding ?? (0, 0, 0), null, dilation ?? (1, 1, 1),
                    groups, bias, padding_mode, device, dtype);

            public static Conv3d Conv3d(long in_channels, long out_channels, long kernel_size, Padding padding, long stride = 1, long dilation = 1,
                PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, (kernel_size, kernel_size, kernel_size), (stride, stride, stride), null, padding, (dilation, dilation, dilation),
                    groups, bias, padding_mode, device, dtype);

            public static Conv3d Conv3d(long in_channels, long out_channels, (long, long, long) kernel_size, Padding padding,
                (long, long, long)? stride = null, (long, long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1,
                bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, kernel_size, stride ?? (1, 1, 1), null, padding, dilation ?? (1, 1, 1),
                    groups, bias, padding_mode, device, dtype);

            public static partial class functional
            {
                private static readonly Op OpConv3d = new("conv3d");
                private static readonly Op OpConv3dPadding = new("conv3d", "padding");

                public static Tensor conv3d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null,
                    long[]? dilation = null, long groups = 1) =>
                    OpConv3d.Call(input, weight, bias, strides ?? [1], padding ?? [0], dilation ?? [1], groups);

                public static Tensor conv3d_padding(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null,
                    Padding padding = Padding.Valid, long[]? dilation = null, long groups = 1) =>
                    OpConv3dPadding.Call(input, weight, bias, strides ?? [1], Name(padding), dilation ?? [1], groups);
            }
        }
    }
}
