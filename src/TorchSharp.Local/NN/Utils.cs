using System;
using System.Collections.Generic;
using System.Linq;
using TorchSharp.Interop;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            private static readonly Op OpAdd = new("add", "Tensor"), OpAddNumber = new("add", "Scalar"), OpSubtract = new("sub", "Tensor");
            private static readonly Op OpMultiply = new("mul", "Tensor"), OpMultiplyInPlace = new("mul_", "Tensor");
            private static readonly Op OpRsqrt = new("rsqrt"), OpReciprocal = new("reciprocal"), OpMultiplyNumber = new("mul", "Scalar");
            private static readonly Op OpNorm = new("norm", "Scalar"), OpAbs = new("abs"), OpMax = new("max");
            private static readonly Op OpStack = new("stack"), OpCat = new("cat"), OpItem = new("item");
            private static readonly Op OpClampMax = new("clamp_max"), OpClampInPlace = new("clamp_");
            private static readonly Op OpReshape = new("reshape"), OpView = new("view"), OpSlice = new("slice", "Tensor");
            private static readonly Op OpTo = new("to", "dtype");

            /// <summary>Scales all gradients alike so that their joint norm is at most <paramref name="max_norm"/>.</summary>
            /// <returns>The norm before.</returns>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2.0)
            {
                using var off = no_grad();
                using var scope = NewDisposeScope();
                var grads = Gradients(tensors);
                if (grads.Length == 0) return 0;
                var largest = double.IsPositiveInfinity(norm_type);
                Tensor Norm(Tensor t) => largest ? OpMax.Call(OpAbs.Call(t)) : OpNorm.Call(t, norm_type);
                var norm = grads.Length == 1 ? Norm(grads[0]) : Norm(OpStack.Call(Arg.List(grads.Select(Norm))));
                var scale = OpMultiplyNumber.Call(OpReciprocal.Call(OpAddNumber.Call(norm, 1e-6)), max_norm);
                scale = OpClampMax.Call(scale, 1.0);
                foreach (var grad in grads) OpMultiplyInPlace.Run(grad, scale);
                return OpItem.CallValue(norm).Double;
            }

            /// <summary>Cuts each element of the gradients off at ±<paramref name="clip_value"/>.</summary>
            public static void clip_grad_value_(IEnumerable<Parameter> tensors, double clip_value)
            {
                using var off = no_grad();
                using var scope = NewDisposeScope();
                foreach (var grad in Gradients(tensors)) OpClampInPlace.Run(grad, -clip_value, clip_value);
            }

            private static Tensor[] Gradients(IEnumerable<Parameter> tensors) => tensors.Select(p => p.grad).OfType<Tensor>().ToArray();

            /// <summary>All values one after the other, in the autograd graph.</summary>
            public static Tensor parameters_to_vector(IEnumerable<Parameter> tensors)
            {
                using var scope = NewDisposeScope();
                return OpCat.Call(Arg.List(tensors.Select(p => OpReshape.Call(p, new[] { -1L })))).MoveToOuterDisposeScope();
            }

            /// <summary>The parameters become views of the vector: later changes to it are changes to them.</summary>
            public static void vector_to_parameters(Tensor vec, IEnumerable<Parameter> tensors)
            {
                using var off = no_grad();
                using var scope = NewDisposeScope();
                var at = 0L;
                foreach (var p in tensors)
                {
                    var end = at + p.numel();
                    var values = OpView.Call(OpSlice.Call(vec, 0, at, end), p.shape).detach();
                    Native.Check(Native.tl_set_data(p.Handle, values.Handle));
                    GC.KeepAlive(p);
                    at = end;
                }
            }

            /// <summary>The convolution that does what a convolution and the batch normalisation after it do in evaluation.</summary>
            public static (Parameter weight, Parameter bias) fuse_conv_bn_weights(Tensor conv_w, Tensor? conv_b, Tensor bn_rm, Tensor bn_rv,
                double bn_eps, Tensor? bn_w, Tensor? bn_b, bool transpose = false)
            {
                using var off = no_grad();
                using var scope = NewDisposeScope();
                var scale = OpRsqrt.Call(OpAddNumber.Call(bn_rv, bn_eps));
                if (bn_w is not null) scale = OpMultiply.Call(scale, bn_w);
                var shape = Enumerable.Repeat(1L, (int)conv_w.dim()).ToArray();
                shape[transpose ? 1 : 0] = -1;
                var weight = OpMultiply.Call(conv_w, OpReshape.Call(scale, shape));
                var bias = Shifted(conv_b, bn_rm, scale, bn_b);
                return Fused(scope, OpTo.Call(weight, conv_w.dtype), OpTo.Call(bias, (conv_b ?? conv_w).dtype), conv_w, conv_b);
            }

            /// <summary>The linear layer that does what a linear layer and the batch normalisation after it do in evaluation.</summary>
            public static (Parameter weight, Parameter bias) fuse_linear_bn_weights(Tensor linear_w, Tensor? linear_b, Tensor bn_rm, Tensor bn_rv,
                double bn_eps, Tensor bn_w, Tensor bn_b)
            {
                using var off = no_grad();
                using var scope = NewDisposeScope();
                var scale = OpMultiply.Call(bn_w, OpRsqrt.Call(OpAddNumber.Call(bn_rv, bn_eps)));
                var weight = OpMultiply.Call(linear_w, OpReshape.Call(scale, new[] { -1L, 1 }));
                return Fused(scope, weight, Shifted(linear_b, bn_rm, scale, bn_b), linear_w, linear_b);
            }

            /// <inheritdoc cref="fuse_linear_bn_weights"/>
            public static Linear fuse_linear_bn_eval(Linear linear, BatchNorm bn)
            {
                if (linear.training || bn.training) throw new InvalidOperationException("Fusing operators is valid only for eval mode.");
                var (weight, bias) = fuse_linear_bn_weights(linear.weight, linear.bias, bn.running_mean!, bn.running_var!, bn.eps, bn.weight, bn.bias!);
                return nn.Linear(weight, bias);
            }

            private static Tensor Shifted(Tensor? bias, Tensor mean, Tensor scale, Tensor? shift)
            {
                var centred = bias is null ? mean.neg() : OpSubtract.Call(bias, mean);
                var result = OpMultiply.Call(centred, scale);
                return shift is null ? result : OpAdd.Call(result, shift);
            }

            private static (Parameter, Parameter) Fused(DisposeScope scope, Tensor weight, Tensor bias, Tensor oldWeight, Tensor? oldBias) =>
                scope.MoveToOuter(new Parameter(weight, oldWeight.requires_grad), new Parameter(bias, oldBias?.requires_grad ?? false));
        }
    }
}
