using System;
using System.Linq;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Op OpNorm = new("norm", "ScalarOpt_dim");
            private static readonly Op OpClampMin = new("clamp_min");
            private static readonly Op OpDivide = new("div", "Tensor");
            private static readonly Op OpBatchNorm = new("batch_norm");
            private static readonly Op OpGroupNorm = new("group_norm");
            private static readonly Op OpInstanceNorm = new("instance_norm");
            private static readonly Op OpLayerNorm = new("layer_norm");
            private static readonly Op OpMultiply = new("mul", "Tensor");
            private static readonly Op OpMultiplyScalar = new("mul", "Scalar");
            private static readonly Op OpAddScalar = new("add", "Scalar");
            private static readonly Op OpPow = new("pow", "Tensor_Scalar");
            private static readonly Op OpUnsqueeze = new("unsqueeze");
            private static readonly Op OpSqueeze = new("squeeze", "dim");
            private static readonly Op OpReshape = new("reshape");

            /// <summary>Divides by the p-norm along a dimension, or by <paramref name="eps"/> where that is larger.</summary>
            public static Tensor normalize(Tensor input, double p = 2.0, long dim = 1L, double eps = 1e-12)
            {
                using var norm = OpNorm.Call(input, p, new[] { dim }, true);
                using var floor = OpClampMin.Call(norm, eps);
                return OpDivide.Call(input, floor);
            }

            /// <summary>With running statistics and <paramref name="training"/>, updates them in place.</summary>
            public static Tensor batch_norm(Tensor input, Tensor? running_mean, Tensor? running_var, Tensor? weight = null, Tensor? bias = null,
                bool training = false, double momentum = 0.1, double eps = 1e-5) =>
                OpBatchNorm.Call(input, weight, bias, running_mean, running_var, training, momentum, eps, false);

            public static Tensor group_norm(Tensor input, long num_groups, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5) =>
                OpGroupNorm.Call(input, num_groups, weight, bias, eps);

            public static Tensor instance_norm(Tensor input, Tensor? running_mean = null, Tensor? running_var = null, Tensor? weight = null,
                Tensor? bias = null, bool use_input_stats = true, double momentum = 0.1, double eps = 1e-5) =>
                OpInstanceNorm.Call(input, weight, bias, running_mean, running_var, use_input_stats, momentum, eps, true);

            public static Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5) =>
                OpLayerNorm.Call(input, normalized_shape, weight, bias, eps);

            /// <summary>Divides by <c>(k + alpha · mean of the squares of <paramref name="size"/> neighbouring channels)^beta</c>.</summary>
            public static Tensor local_response_norm(Tensor input, long size, double alpha = 0.0001, double beta = 0.75, double k = 1.0)
            {
                var shape = input.shape;
                if (shape.Length < 3) throw new ArgumentException($"Invalid number of dimensions for LocalResponseNorm argument: {shape.Length}");
                using var scope = NewDisposeScope();
                // The channels become the depth of a pool over nothing else.
                var squares = OpReshape.Call(OpMultiply.Call(input, input), new[] { shape[0], 1, shape[1], shape[2], shape.Skip(3).Aggregate(1L, (all, n) => all * n) });
                var padded = OpPad.Call(squares, new[] { 0, 0, 0, 0, size / 2, (size - 1) / 2 });
                var mean = OpReshape.Call(OpAvgPool3d.Call(padded, new[] { size, 1, 1 }, new[] { 1L, 1, 1 }), shape);
                var divisor = OpPow.Call(OpAddScalar.Call(OpMultiplyScalar.Call(mean, alpha), k), beta);
                return OpDivide.Call(input, divisor).MoveToOuterDisposeScope();
            }
        }
    }
}
