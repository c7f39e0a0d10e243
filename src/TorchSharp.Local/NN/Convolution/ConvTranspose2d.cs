using TorchSharp.Interop;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        public sealed class ConvTranspose2d : ConvolutionTranspose
        {
            internal ConvTranspose2d(long in_channels, long out_channels, (long, long) kernel_size, (long, long) stride, (long, long) padding,
                (long, long) dilation, (long, long) output_padding, long groups, bool bias, PaddingModes padding_mode, Device? device, ScalarType? dtype)
                : base(nameof(ConvTranspose2d), in_channels, out_channels, [kernel_size.Item1, kernel_size.Item2],
                    [stride.Item1, stride.Item2], [padding.Item1, padding.Item2], null,
                    [dilation.Item1, dilation.Item2], true, [output_padding.Item1, output_padding.Item2],
                    groups, bias, padding_mode, device, dtype)
            {
            }

            public override Tensor forward(Tensor input, long[]? output_size)
            {
                RequireShape(input, 2);
                var extra = _output_padding(input, output_size, kernel_size, stride, padding!, dilation, 2);
                return nn.functional.conv_transpose2d(input, weight, bias, stride, padding, extra, dilation, groups);
            }
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static ConvTranspose2d ConvTranspose2d(long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0,
                long output_padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true,
                Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, (kernel_size, kernel_size), (stride, stride), (padding, padding), (dilation, dilation),
                    (output_padding, output_padding), groups, bias, padding_mode, device, dtype);

            public static ConvTranspose2d ConvTranspose2d(long in_channels, long out_channels, (long, long) kernel_size, (long, long)? stride = null,
                (long, long)? padding = null, (long, long)? output_padding = null, (long, long)? dilation = null,
                PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, kernel_size, stride ?? (1, 1), padding ?? (0, 0), dilation ?? (1, 1), output_padding ?? (0, 0),
                    groups, bias, padding_mode, device, dtype);

            public static partial class functional
            {
                private static readonly Op OpConvTranspose2d = new("conv_transpose2d", "input");

                public static Tensor conv_transpose2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null,
                    long[]? padding = null, long[]? output_padding = null, long[]? dilation = null, long groups = 1) =>
                    OpConvTranspose2d.Call(input, weight, bias, strides ?? [1], padding ?? [0], output_padding ?? [0], groups, dilation ?? [1]);
            }
        }
    }
}
