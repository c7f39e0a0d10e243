using TorchSharp.Interop;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        public sealed class ReLU : ParameterLessModule<Tensor, Tensor>
        {
            internal ReLU(bool inplace)
                : base(nameof(ReLU)) => this.inplace = inplace;

            public bool inplace { get; set; }

            public override Tensor forward(Tensor tensor) => nn.functional.relu(tensor, inplace);
        }

        public sealed class ReLU6 : ParameterLessModule<Tensor, Tensor>
        {
            internal ReLU6(bool inplace)
                : base(nameof(ReLU6)) => this.inplace = inplace;

            public bool inplace { get; set; }

            public override Tensor forward(Tensor tensor) => nn.functional.relu6(tensor, inplace);
        }

        public sealed class LeakyReLU : ParameterLessModule<Tensor, Tensor>
        {
            internal LeakyReLU(double negative_slope, bool inplace)
                : base(nameof(LeakyReLU)) => (this.negative_slope, this.inplace) = (negative_slope, inplace);

            public double negative_slope { get; set; }
            public bool inplace { get; set; }

            public override Tensor forward(Tensor tensor) => nn.functional.leaky_relu(tensor, negative_slope, inplace);
        }

        public sealed class RReLU : ParameterLessModule<Tensor, Tensor>
        {
            internal RReLU(double lower, double upper, bool inplace)
                : base(nameof(RReLU)) => (this.lower, this.upper, this.inplace) = (lower, upper, inplace);

            public double lower { get; set; }
            public double upper { get; set; }
            public bool inplace { get; set; }

            public override Tensor forward(Tensor tensor) => nn.functional.rrelu(tensor, lower, upper, inplace);
        }

        public sealed class Threshold : ParameterLessModule<Tensor, Tensor>
        {
            internal Threshold(double threshold, double value, bool inplace)
                : base(nameof(Threshold)) => (this.threshold, this.value, this.inplace) = (threshold, value, inplace);

            public double threshold { get; set; }
            public double value { get; set; }
            public bool inplace { get; set; }

            public override Tensor forward(Tensor tensor) => nn.functional.threshold(tensor, threshold, value, inplace);
        }

        public sealed class PReLU : nn.Module<Tensor, Tensor>
        {
            internal PReLU(long num_parameters, double init, Device? device, ScalarType? dtype)
                : base(nameof(PReLU))
            {
                (this.num_parameters, this.init) = (num_parameters, init);
                weight = nn.Empty([num_parameters], dtype, device);
                nn.init.constant_(weight, init);
            }

            [field: ComponentName(Name = nameof(weight))]
            public Parameter weight { get; set => Hold(ref field!, value, nameof(weight)); }

            public long num_parameters { get; private set; }
            public double init { get; private set; }

            public override Tensor forward(Tensor tensor) => nn.functional.prelu(tensor, weight);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            private const double OneEighth = 1.0 / 8, OneThird = 1.0 / 3;

            public static ReLU ReLU(bool inplace = false) => new(inplace);
            public static ReLU6 ReLU6(bool inplace = false) => new(inplace);
            public static LeakyReLU LeakyReLU(double negative_slope = 0.01, bool inplace = false) => new(negative_slope, inplace);
            public static RReLU RReLU(double lower = OneEighth, double upper = OneThird, bool inplace = false) => new(lower, upper, inplace);
            public static Threshold Threshold(double threshold, double value, bool inplace = false) => new(threshold, value, inplace);

            public static PReLU PReLU(long num_parameters, double init = 0.25, Device? device = null, ScalarType? dtype = null) =>
                new(num_parameters, init, device, dtype);

            public static partial class functional
            {
                private static readonly Op OpRelu = new("relu"), OpReluInPlace = new("relu_");
                private static readonly Op OpRelu6 = new("relu6"), OpRelu6InPlace = new("relu6_");
                private static readonly Op OpLeakyRelu = new("leaky_relu"), OpLeakyReluInPlace = new("leaky_relu_");
                private static readonly Op OpRrelu = new("rrelu"), OpRreluInPlace = new("rrelu_");
                private static readonly Op OpThreshold = new("threshold"), OpThresholdInPlace = new("threshold_");
                private static readonly Op OpPrelu = new("prelu");

                // In place, the result is a second object over the input's tensor.
                public static Tensor relu(Tensor x, bool inplace = false) => (inplace ? OpReluInPlace : OpRelu).Call(x);
                public static Tensor relu6(Tensor x, bool inplace = false) => (inplace ? OpRelu6InPlace : OpRelu6).Call(x);

                public static Tensor leaky_relu(Tensor input, double negative_slope = 0.01, bool inplace = false) =>
                    (inplace ? OpLeakyReluInPlace : OpLeakyRelu).Call(input, negative_slope);

                /// <summary>As in evaluation: the slope is the mean of the two bounds.</summary>
                public static Tensor rrelu(Tensor x, double lower = OneEighth, double upper = OneThird, bool inplace = false) =>
                    (inplace ? OpRreluInPlace : OpRrelu).Call(x, lower, upper);

                public static Tensor threshold(Tensor x, double threshold, double value, bool inplace = false) =>
                    (inplace ? OpThresholdInPlace : OpThreshold).Call(x, threshold, value);

                public static Tensor prelu(Tensor input, Tensor weight) => OpPrelu.Call(input, weight);
            }
        }
    }
}
