using System;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Op OpRelu = new("relu"), OpRelu_ = new("relu_"), OpRelu6 = new("relu6"), OpRelu6_ = new("relu6_"),
            OpHardsigmoid = new("hardsigmoid"), OpHardsigmoid_ = new("hardsigmoid_"), OpHardswish = new("hardswish"),
            OpHardswish_ = new("hardswish_"), OpSelu = new("selu"), OpSelu_ = new("selu_"), OpSilu = new("silu"), OpSilu_ = new("silu_"),
            OpSigmoid = new("sigmoid"), OpSigmoid_ = new("sigmoid_"), OpCelu = new("celu"), OpCelu_ = new("celu_"), OpElu = new("elu"),
            OpElu_ = new("elu_"), OpGelu = new("gelu"), OpGelu_ = new("gelu_"), OpGlu = new("glu"), OpHardtanh_ = new("hardtanh_"),
            OpLeakyRelu = new("leaky_relu"), OpLeakyRelu_ = new("leaky_relu_"), OpRrelu = new("rrelu"), OpRrelu_ = new("rrelu_"),
            OpPrelu = new("prelu"), OpLogSigmoid = new("log_sigmoid"), OpSoftplus = new("softplus"), OpSoftmaxInt = new("softmax", "int"),
            OpLogSoftmaxInt = new("log_softmax", "int"), OpThreshold = new("threshold"), OpThreshold_ = new("threshold_"),
            OpChannelShuffle = new("channel_shuffle");

        public Tensor relu() => OpRelu.Call(this);
        public Tensor relu_() => OpRelu_.Update(this);
        public Tensor relu6() => OpRelu6.Call(this);
        public Tensor relu6_() => OpRelu6_.Update(this);
        public Tensor hardsigmoid() => OpHardsigmoid.Call(this);
        public Tensor hardsigmoid_() => OpHardsigmoid_.Update(this);
        public Tensor hardswish() => OpHardswish.Call(this);
        public Tensor hardswish_() => OpHardswish_.Update(this);
        public Tensor selu() => OpSelu.Call(this);
        public Tensor selu_() => OpSelu_.Update(this);
        public Tensor silu() => OpSilu.Call(this);
        public Tensor silu_() => OpSilu_.Update(this);
        public Tensor sigmoid() => OpSigmoid.Call(this);
        public Tensor sigmoid_() => OpSigmoid_.Update(this);
        public Tensor celu() => OpCelu.Call(this);
        public Tensor celu_() => OpCelu_.Update(this);
        public Tensor celu(Scalar alpha) => OpCelu.Call(this, alpha);
        public Tensor celu_(Scalar alpha) => OpCelu_.Update(this, alpha);
        public Tensor elu(double alpha = 1) => OpElu.Call(this, alpha);
        public Tensor elu(Scalar alpha, Scalar scale, Scalar input_scale) => OpElu.Call(this, alpha, scale, input_scale);
        public Tensor elu_(Scalar alpha, Scalar scale, Scalar input_scale) => OpElu_.Update(this, alpha, scale, input_scale);
        public Tensor gelu() => OpGelu.Call(this);

        // As in TorchSharp, the result is a second object over the same tensor.
        public Tensor gelu_() => OpGelu_.Update(this).alias();
        public Tensor gelu(Modules.GELU.Approximate approximate) => OpGelu.Call(this, Known(approximate));

        // As in TorchSharp, the result is a second object over the same tensor.
        public Tensor gelu_(Modules.GELU.Approximate approximate) => OpGelu_.Update(this, Known(approximate)).alias();
        public Tensor glu(long dim = -1) => OpGlu.Call(this, dim);
        public Tensor hardtanh_(Scalar min, Scalar max) => OpHardtanh_.Update(this, min, max);
        public Tensor leaky_relu(Scalar negative_slope) => OpLeakyRelu.Call(this, negative_slope);
        public Tensor leaky_relu_(Scalar negative_slope) => OpLeakyRelu_.Update(this, negative_slope);
        public Tensor rrelu(double lower = 0.125, double upper = 0.3333333333333333) => OpRrelu.Call(this, lower, upper);
        public Tensor rrelu_(double lower = 0.125, double upper = 0.3333333333333333) => OpRrelu_.Update(this, lower, upper);
        public Tensor prelu(Tensor target) => OpPrelu.Call(this, target);
        public Tensor log_sigmoid() => OpLogSigmoid.Call(this);
        public Tensor softplus(double beta = 1, double threshold = 20) => OpSoftplus.Call(this, beta, threshold);
        public Tensor softmax(long dim, ScalarType? dtype = null) => OpSoftmaxInt.Call(this, dim, dtype);
        public Tensor log_softmax(long dim, ScalarType? dtype = null) => OpLogSoftmaxInt.Call(this, dim, dtype);
        public Tensor threshold(Scalar threshold, Scalar value) => OpThreshold.Call(this, threshold, value);
        public Tensor threshold_(Scalar threshold, Scalar value) => OpThreshold_.Update(this, threshold, value);
        public Tensor channel_shuffle(long groups) => OpChannelShuffle.Call(this, groups);

        private static string Known(Modules.GELU.Approximate approximate) =>
            Enum.IsDefined(approximate)
                ? approximate.ToString()
                : throw new ArgumentOutOfRangeException(nameof(approximate), approximate, "Unsupported GELU approximation method.");
    }
}
