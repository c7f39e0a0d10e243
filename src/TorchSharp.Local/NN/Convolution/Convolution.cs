using System;
using System.Linq;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp
{
    public enum PaddingModes
    {
        Zeros = 0,
        Reflect = 1,
        Replicate = 2,
        Circular = 3,
        Constant = 4,
    }

    public enum Padding
    {
        Valid = 0,
        Same = 1,
    }

    namespace Modules
    {
        public abstract class Convolution : nn.Module<Tensor, Tensor>
        {
            // What functional.pad takes: the last dimension first, each amount twice.
            protected long[] _reversed_padding_repeated_twice = [];

            protected Convolution(string name, long in_channels, long out_channels, long[] kernel_size, long[] stride, long[]? padding,
                Padding? padding_type, long[] dilation, bool transposed, long[] output_padding, long groups, bool bias,
                PaddingModes padding_mode, Device? device = null, ScalarType? dtype = null)
                : base(name)
            {
                if (transposed && padding_mode != PaddingModes.Zeros)
                    throw new ArgumentException("Only PaddingModes.Zeros is supported for ConvTransposeND", nameof(padding_mode));
                (this.in_channels, this.out_channels, this.groups) = (in_channels, out_channels, groups);
                (this.kernel_size, this.stride, this.dilation, this.output_padding) = (kernel_size, stride, dilation, output_padding);
                (this.transposed, this.padding_mode) = (transposed, padding_mode);
                if (padding_type is { } type) SetPadding(type);
                else SetPadding(padding ?? new long[kernel_size.Length]);
                long[] shape = transposed ? [in_channels, out_channels / groups, .. kernel_size] : [out_channels, in_channels / groups, .. kernel_size];
                weight = nn.Empty(shape, dtype, device);
                if (bias) this.bias = nn.Empty([out_channels], dtype, device);
                reset_parameters();
            }

            [field: ComponentName(Name = nameof(weight))]
            public Parameter weight { get; set => Hold(ref field!, value, nameof(weight)); }

            [field: ComponentName(Name = nameof(bias))]
            public Parameter? bias { get; set => Hold(ref field, value, nameof(bias)); }

            public long in_channels { get; }
            public long out_channels { get; }
            public bool transposed { get; }
            public Padding? padding_type { get; private set; }
            public long[]? padding { get; private set; }
            public PaddingModes padding_mode { get; set; }
            public long groups { get; set; }
            public long[] kernel_size { get; set; }
            public long[] stride { get; set; }
            public long[] dilation { get; set; }
            public long[] output_padding { get; set; }

            public void reset_parameters() => nn.init.Layer(weight, bias);

            public void SetPadding(long[] padding)
            {
                (this.padding, padding_type) = (padding, null);
                _reversed_padding_repeated_twice = padding.Reverse().SelectMany(p => new[] { p, p }).ToArray();
            }

            public void SetPadding(Padding padding)
            {
                if (transposed) throw new ArgumentException("Cannot set padding type on ConvTransposeND");
                (this.padding, padding_type) = (null, padding);
                _reversed_padding_repeated_twice = new long[2 * kernel_size.Length];
                if (padding != Padding.Same) return;
                if (stride.Any(s => s != 1)) throw new ArgumentException("padding='same' is not supported for strided convolutions");
                for (var i = 0; i < kernel_size.Length; i++)
                {
                    var total = dilation[i] * (kernel_size[i] - 1);
                    var at = 2 * (kernel_size.Length - 1 - i);
                    _reversed_padding_repeated_twice[at] = total / 2;
                    _reversed_padding_repeated_twice[at + 1] = total - total / 2;
                }
            }

            /// <summary>Whether the input is a batch <c>[N, C, ...]</c> or one sample <c>[C, ...]</c> with this layer's channels.</summary>
            protected bool ValidateShape(Tensor input, long dimensions)
            {
                var shape = input.shape;
                return shape.Length == dimensions + 2 && shape[1] == in_channels || shape.Length == dimensions + 1 && shape[0] == in_channels;
            }

            private protected void RequireShape(Tensor input, int dimensions)
            {
                if (!ValidateShape(input, dimensions))
                    throw new ArgumentException($"Expected {dimensions + 1}D (unbatched) or {dimensions + 2}D (batched) input with {in_channels} "
                        + $"channels to {GetName()}, got [{string.Join(", ", input.shape)}].");
            }

            private protected delegate Tensor Convolve(Tensor input, long[] padding);
            private protected delegate Tensor ConvolveNamed(Tensor input, Padding padding);

            /// <summary>What the three plain convolutions have in common: the check and the choice of padding.</summary>
            private protected Tensor Forward(Tensor input, Convolve convolve, ConvolveNamed convolveNamed)
            {
                var dimensions = kernel_size.Length;
                RequireShape(input, dimensions);
                if (padding_mode != PaddingModes.Zeros)
                {
                    using var padded = nn.functional.pad(input, _reversed_padding_repeated_twice, padding_mode);
                    return convolve(padded, new long[dimensions]);
                }
                return padding_type is { } type ? convolveNamed(input, type) : convolve(input, padding!);
            }
        }
    }
}
