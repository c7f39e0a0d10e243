using System;
using System.Linq;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Sets the values of a tensor in place, outside of any graph, and returns the same tensor.</summary>
        public static class init
        {
            private static readonly Op OpFill = new("fill_", "Scalar");
            private static readonly Op OpZero = new("zero_");
            private static readonly Op OpUniform = new("uniform_");
            private static readonly Op OpNormal = new("normal_");
            private static readonly Op OpEye = new("eye", "m_out");
            private static readonly Op OpErf = new("erf");
            private static readonly Op OpErfinv = new("erfinv_");
            private static readonly Op OpItem = new("item");
            private static readonly Op OpMul = new("mul_", "Scalar");
            private static readonly Op OpMulTensor = new("mul_", "Tensor");
            private static readonly Op OpAdd = new("add_", "Scalar");
            private static readonly Op OpClamp = new("clamp_");
            private static readonly Op OpRandn = new("randn");
            private static readonly Op OpTranspose = new("t");
            private static readonly Op OpQr = new("linalg_qr");
            private static readonly Op OpDiagonal = new("diagonal");
            private static readonly Op OpSign = new("sign");
            private static readonly Op OpReshape = new("reshape");
            private static readonly Op OpCopy = new("copy_");
            private static readonly Op OpRandperm = new("randperm");
            private static readonly Op OpSlice = new("slice", "Tensor");
            private static readonly Op OpSelect = new("select", "int");
            private static readonly Op OpIndexFill = new("index_fill_", "int_Scalar");

            public enum NonlinearityType
            {
                Linear = 0,
                Conv1D = 1,
                Conv2D = 2,
                Conv3D = 3,
                ConvTranspose1D = 4,
                ConvTranspose2D = 5,
                ConvTranspose3D = 6,
                Sigmoid = 7,
                Tanh = 8,
                ReLU = 9,
                LeakyReLU = 10,
            }

            public enum FanInOut
            {
                FanIn = 0,
                FanOut = 1,
            }

            /// <param name="param">The negative slope of LeakyReLU.</param>
            public static double calculate_gain(NonlinearityType nonlinearity, double param = 0.0) => nonlinearity switch
            {
                NonlinearityType.Tanh => 5.0 / 3,
                NonlinearityType.ReLU => Math.Sqrt(2),
                NonlinearityType.LeakyReLU => Math.Sqrt(2 / (1 + param * param)),
                _ => 1,
            };

            public static Tensor ones_(Tensor tensor) => constant_(tensor, 1);

            public static Tensor zeros_(Tensor tensor)
            {
                Zero(tensor);
                return tensor;
            }

            public static Tensor constant_(Tensor tensor, Scalar val) => InPlace(OpFill, tensor, val);

            /// <param name="generator">Not used, as in TorchSharp: the numbers come from the default generator.</param>
            public static Tensor uniform_(Tensor tensor, double low = 0, double high = 1, Generator? generator = null) =>
                InPlace(OpUniform, tensor, low, high);

            /// <inheritdoc cref="uniform_"/>
            public static Tensor normal_(Tensor tensor, double mean = 0, double std = 1, Generator? generator = null) =>
                InPlace(OpNormal, tensor, mean, std);

            /// <summary>
            /// A normal distribution cut off at <paramref name="a"/> and <paramref name="b"/>, by the inverse of its distribution
            /// function. TorchSharp 0.107 mixes up mean and deviation here, and its defaults give ones; this follows PyTorch.
            /// </summary>
            public static Tensor trunc_normal_(Tensor tensor, double mean = 0.0, double std = 1.0, double a = -2.0, double b = 2.0, Generator? generator = null)
            {
                double low = 2 * NormalCdf((a - mean) / std) - 1, high = 2 * NormalCdf((b - mean) / std) - 1;
                uniform_(tensor, low, high, generator);
                InPlace(OpErfinv, tensor);
                InPlace(OpMul, tensor, std * Math.Sqrt(2));
                InPlace(OpAdd, tensor, mean);
                return InPlace(OpClamp, tensor, a, b);
            }

            public static Tensor eye_(Tensor tensor)
            {
                RequireRank(tensor, 2, 2);
                using var off = no_grad();
                OpEye.Run(tensor.shape[0], tensor.shape[1], tensor);
                return tensor;
            }

            /// <summary>The convolution that passes its input channels through.</summary>
            public static Tensor dirac_(Tensor tensor)
            {
                RequireRank(tensor, 3, 5);
                using var off = no_grad();
                using var scope = NewDisposeScope();
                Zero(tensor);
                var shape = tensor.shape;
                for (var d = 0L; d < Math.Min(shape[0], shape[1]); d++)
                {
                    var at = OpSelect.Call(OpSelect.Call(tensor, 0, d), 0, d);
                    foreach (var size in shape.AsSpan(2)) at = OpSelect.Call(at, 0, size / 2);
                    OpFill.Run(at, 1);
                }
                return tensor;
            }

            public static Tensor orthogonal_(Tensor tensor, double gain = 1.0)
            {
                RequireRank(tensor, 2, int.MaxValue);
                using var off = no_grad();
                using var scope = NewDisposeScope();
                var shape = tensor.shape;
                var (rows, columns) = (shape[0], shape[0] == 0 ? 0 : tensor.numel() / shape[0]);
                var flat = OpRandn.Call(new[] { rows, columns }, tensor.dtype, Arg.Default, tensor.device);
                if (rows < columns) flat = OpTranspose.Call(flat);
                var (q, r) = OpQr.Call2(flat, "reduced");
                OpMulTensor.Run(q, OpSign.Call(OpDiagonal.Call(r)));   // makes Q unique, so uniformly distributed
                if (rows < columns) q = OpTranspose.Call(q);
                OpCopy.Run(tensor, OpReshape.Call(q, shape));
                OpMul.Run(tensor, gain);
                return tensor;
            }

            /// <summary>Normal values, of which in each column the fraction <paramref name="sparsity"/> is zero.</summary>
            public static Tensor sparse_(Tensor tensor, double sparsity, double std = 0.01)
            {
                RequireRank(tensor, 2, 2);
                using var off = no_grad();
                using var scope = NewDisposeScope();
                var (rows, columns) = (tensor.shape[0], tensor.shape[1]);
                var zeros = (long)Math.Ceiling(sparsity * rows);
                OpNormal.Run(tensor, 0.0, std);
                for (var column = 0L; column < columns; column++)
                {
                    var order = OpRandperm.Call(rows, ScalarType.Int64, Arg.Default, tensor.device);
                    OpIndexFill.Run(OpSelect.Call(tensor, 1, column), 0, OpSlice.Call(order, 0, 0, zeros), 0);
                }
                return tensor;
            }

            public static Tensor kaiming_uniform_(Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn,
                NonlinearityType nonlinearity = NonlinearityType.LeakyReLU)
            {
                var bound = Math.Sqrt(3) * KaimingStd(tensor, a, mode, nonlinearity);
                return uniform_(tensor, -bound, bound);
            }

            public static Tensor kaiming_normal_(Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn,
                NonlinearityType nonlinearity = NonlinearityType.LeakyReLU) => normal_(tensor, 0, KaimingStd(tensor, a, mode, nonlinearity));

            public static Tensor xavier_uniform_(Tensor tensor, double gain = 1.0)
            {
                var bound = Math.Sqrt(3) * XavierStd(tensor, gain);
                return uniform_(tensor, -bound, bound);
            }

            /// <summary>As in TorchSharp 0.107, a uniform distribution with the deviation of PyTorch's normal one.</summary>
            public static Tensor xavier_normal_(Tensor tensor, double gain = 1.0) => xavier_uniform_(tensor, gain);

            public static Tensor glorot_uniform_(Tensor tensor, double gain = 1.0) => xavier_uniform_(tensor, gain);
            public static Tensor glorot_normal_(Tensor tensor, double gain = 1.0) => xavier_normal_(tensor, gain);

            public static (long fanIn, long fanOut) CalculateFanInAndFanOut(Tensor tensor)
            {
                var shape = tensor.shape;
                if (shape.Length < 2)
                    throw new ArgumentException("Fan in and fan out can not be computed for tensor with fewer than 2 dimensions");
                var field = shape.Skip(2).Aggregate(1L, (product, size) => product * size);
                return (shape[1] * field, shape[0] * field);
            }

            /// <summary>What a linear or convolution layer starts from: Kaiming's uniform weights, then a uniform bias of the same fan.</summary>
            internal static void Layer(Tensor weight, Tensor? bias)
            {
                kaiming_uniform_(weight, Math.Sqrt(5));
                if (bias is null) return;
                var (fanIn, _) = CalculateFanInAndFanOut(weight);
                var bound = fanIn > 0 ? 1 / Math.Sqrt(fanIn) : 0;
                uniform_(bias, -bound, bound);
            }

            internal static void Zero(Tensor tensor) => InPlace(OpZero, tensor);

            private static Tensor InPlace(Op op, params ReadOnlySpan<Arg> args)
            {
                using var off = no_grad();
                op.Run(args);
                return (Tensor)args[0].Object!;
            }

            private static double KaimingStd(Tensor tensor, double a, FanInOut mode, NonlinearityType nonlinearity)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                return calculate_gain(nonlinearity, a) / Math.Sqrt(mode == FanInOut.FanIn ? fanIn : fanOut);
            }

            private static double XavierStd(Tensor tensor, double gain)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                return gain * Math.Sqrt(2.0 / (fanIn + fanOut));
            }

            private static double NormalCdf(double x) => (1 + Erf(x / Math.Sqrt(2))) / 2;

            private static double Erf(double x)
            {
                using var value = Zeros([], ScalarType.Float64, CPU);
                OpFill.Run(value, x);
                using var result = OpErf.Call(value);
                return OpItem.CallValue(result).Double;
            }

            private static void RequireRank(Tensor tensor, int least, int most)
            {
                if (tensor.dim() < least || tensor.dim() > most)
                    throw new ArgumentException($"Expected a tensor of {(least == most ? $"{least}" : most == int.MaxValue ? $"{least} or more" : $"{least} to {most}")} "
                        + $"dimensions, got [{string.Join(", ", tensor.shape)}].", nameof(tensor));
            }
        }
    }
}
