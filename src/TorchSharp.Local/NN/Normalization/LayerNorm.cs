using System;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        public sealed class LayerNorm : nn.Module<Tensor, Tensor>
        {
            internal LayerNorm(long[] normalized_shape, double eps, bool elementwise_affine, bool bias, Device? device, ScalarType? dtype)
                : base(nameof(LayerNorm))
            {
                (this.normalized_shape, this.eps, this.elementwise_affine) = (normalized_shape, eps, elementwise_affine);
                if (elementwise_affine)
                {
                    weight = nn.Empty(normalized_shape, dtype, device);
                    if (bias) this.bias = nn.Empty(normalized_shape, dtype, device);
                }
                reset_parameters();
            }

            [field: ComponentName(Name = nameof(weight))]
            public Parameter weight { get; set => Hold(ref field!, value, nameof(weight)); } = null!;

            [field: ComponentName(Name = nameof(bias))]
            public Parameter? bias { get; set => Hold(ref field, value, nameof(bias)); }

            public long[] normalized_shape { get; set; }
            public double eps { get; set; }
            public bool elementwise_affine { get; set; }

            public void reset_parameters()
            {
                if (elementwise_affine) nn.init.ones_(weight);
                if (bias is not null) nn.init.zeros_(bias);
            }

            public override Tensor forward(Tensor tensor) => nn.functional.layer_norm(tensor, normalized_shape, weight, bias, eps);
        }

        public sealed class GroupNorm : nn.Module<Tensor, Tensor>
        {
            internal GroupNorm(long num_groups, long num_channels, double eps, bool affine, Device? device, ScalarType? dtype)
                : base(nameof(GroupNorm))
            {
                (this.num_groups, this.eps, this.affine) = (num_groups, eps, affine);
                if (!affine) return;
                weight = nn.Empty([num_channels], dtype, device);
                bias = nn.Empty([num_channels], dtype, device);
                nn.init.ones_(weight);
                nn.init.zeros_(bias);
            }

            [field: ComponentName(Name = nameof(weight))]
            public Parameter weight { get; set => Hold(ref field!, value, nameof(weight)); } = null!;

            [field: ComponentName(Name = nameof(bias))]
            public Parameter? bias { get; set => Hold(ref field, value, nameof(bias)); }

            public long num_groups { get; set; }
            public double eps { get; set; }
            public bool affine { get; set; }

            public override Tensor forward(Tensor tensor)
            {
                if (tensor.Dimensions < 3) throw new ArgumentException($"Invalid number of dimensions for GroupNorm argument: {tensor.Dimensions}");
                return nn.functional.group_norm(tensor, num_groups, weight, bias, eps);
            }
        }

        public sealed class LocalResponseNorm : ParameterLessModule<Tensor, Tensor>
        {
            internal LocalResponseNorm(long size, double alpha, double beta, double k)
                : base(nameof(LocalResponseNorm)) => (this.size, this.alpha, this.beta, this.k) = (size, alpha, beta, k);

            public long size { get; set; }
            public double alpha { get; set; }
            public double beta { get; set; }
            public double k { get; set; }

            public override Tensor forward(Tensor input) => nn.functional.local_response_norm(input, size, alpha, beta, k);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static LayerNorm LayerNorm(long[] normalized_shape, double eps = 1e-05, bool elementwise_affine = true, bool bias = true,
                Device? device = null, ScalarType? dtype = null) => new(normalized_shape, eps, elementwise_affine, bias, device, dtype);

            public static LayerNorm LayerNorm(long normalized_shape, double eps = 1e-05, bool elementwise_affine = true, bool bias = true,
                Device? device = null, ScalarType? dtype = null) => new([normalized_shape], eps, elementwise_affine, bias, device, dtype);

            public static GroupNorm GroupNorm(long num_groups, long num_channels, double eps = 1e-05, bool affine = true, Device? device = null,
                ScalarType? dtype = null) => new(num_groups, num_channels, eps, affine, device, dtype);

            public static LocalResponseNorm LocalResponseNorm(long size, double alpha = 0.0001, double beta = 0.75, double k = 1.0) =>
                new(size, alpha, beta, k);
        }
    }
}
