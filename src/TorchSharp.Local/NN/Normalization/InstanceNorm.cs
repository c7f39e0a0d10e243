using System;
using TorchSharp.Interop;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        public abstract class InstanceNorm : NormBase
        {
            private static readonly Op OpUnsqueeze = new("unsqueeze");
            private static readonly Op OpSqueeze = new("squeeze", "dim");

            public InstanceNorm(long num_features, double eps, double? momentum, bool affine, bool track_running_stats, Device? device,
                ScalarType? dtype, string name)
                : base(num_features, eps, momentum ?? 0.1, affine, track_running_stats, device, dtype, name)
            {
            }

            /// <returns>The rank of one sample.</returns>
            protected abstract long GetNumberOfBatchDimensions();

            public override Tensor forward(Tensor input)
            {
                ValidateInputDimensions(input);
                var channels = (int)(input.ndim - GetNumberOfBatchDimensions());
                if (input.shape[channels] != num_features)
                    throw new ArgumentException($"expected input's size at dim={channels} to match num_features ({num_features}), but got: {input.shape[channels]}.");
                if (channels != 0) return Normalize(input);
                using var batch = OpUnsqueeze.Call(input, 0);
                using var result = Normalize(batch);
                return OpSqueeze.Call(result, 0);
            }

            private Tensor Normalize(Tensor input) => nn.functional.instance_norm(input, running_mean, running_var, weight, bias,
                training || !track_running_stats, momentum ?? 0.1, eps);
        }

        public sealed class InstanceNorm1d : InstanceNorm
        {
            internal InstanceNorm1d(long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype)
                : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, nameof(InstanceNorm1d))
            {
            }

            protected override long GetNumberOfBatchDimensions() => 2;

            protected override void ValidateInputDimensions(Tensor input)
            {
                if (input.ndim is not (2 or 3)) throw new ArgumentException($"expected 2D or 3D input, but got {input.ndim}D input.");
            }
        }

        public sealed class InstanceNorm2d : InstanceNorm
        {
            internal InstanceNorm2d(long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype)
                : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, nameof(InstanceNorm2d))
            {
            }

            protected override long GetNumberOfBatchDimensions() => 3;

            protected override void ValidateInputDimensions(Tensor input)
            {
                if (input.ndim is not (3 or 4)) throw new ArgumentException($"expected 3D or 4D input, but got {input.ndim}D input.");
            }
        }

        public sealed class InstanceNorm3d : InstanceNorm
        {
            internal InstanceNorm3d(long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype)
                : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, nameof(InstanceNorm3d))
            {
            }

            protected override long GetNumberOfBatchDimensions() => 4;

            protected override void ValidateInputDimensions(Tensor input)
            {
                if (input.ndim is not (4 or 5)) throw new ArgumentException($"expected 4D or 5D input, but got {input.ndim}D input.");
            }
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static InstanceNorm1d InstanceNorm1d(long num_features, double eps = 1e-05, double momentum = 0.1, bool affine = false,
                bool track_running_stats = false, Device? device = null, ScalarType? dtype = null) =>
                new(num_features, eps, momentum, affine, track_running_stats, device, dtype);

            public static InstanceNorm2d InstanceNorm2d(long num_features, double eps = 1e-05, double momentum = 0.1, bool affine = false,
                bool track_running_stats = false, Device? device = null, ScalarType? dtype = null) =>
                new(num_features, eps, momentum, affine, track_running_stats, device, dtype);

            public static InstanceNorm3d InstanceNorm3d(long num_features, double eps = 1e-05, double momentum = 0.1, bool affine = false,
                bool track_running_stats = false, Device? device = null, ScalarType? dtype = null) =>
                new(num_features, eps, momentum, affine, track_running_stats, device, dtype);
        }
    }
}
