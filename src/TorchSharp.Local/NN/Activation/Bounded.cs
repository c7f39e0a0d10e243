using TorchSharp.Interop;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        public sealed class Sigmoid : ParameterLessModule<Tensor, Tensor>
        {
            internal Sigmoid(bool inplace)
                : base(nameof(Sigmoid)) => this.inplace = inplace;

            public bool inplace { get; set; }

            public override Tensor forward(Tensor tensor) => nn.functional.sigmoid(tensor, inplace);
        }

        public sealed class Tanh : ParameterLessModule<Tensor, Tensor>
        {
            internal Tanh(bool inplace)
                : base(nameof(Tanh)) => this.inplace = inplace;

            public bool inplace { get; set; }

            public override Tensor forward(Tensor tensor) => nn.functional.tanh(tensor, inplace);
        }

        public sealed class Hardsigmoid : ParameterLessModule<Tensor, Tensor>
        {
            internal Hardsigmoid(bool inplace)
                : base(nameof(Hardsigmoid)) => this.inplace = inplace;

            public bool inplace { get; set; }

            public override Tensor forward(Tensor tensor) => nn.functional.hardsigmoid(tensor, inplace);
        }

        public sealed class Hardswish : ParameterLessModule<Tensor, Tensor>
        {
            internal Hardswish(bool inplace)
                : base(nameof(Hardswish)) => this.inplace = inplace;

            public bool inplace { get; set; }

            public override Tensor forward(Tensor tensor) => nn.functional.hardswish(tensor, inplace);
        }

        public sealed class Hardtanh : ParameterLessModule<Tensor, Tensor>
        {
            internal Hardtanh(double min_val, double max_val, bool inplace)
                : base(nameof(Hardtanh)) => (this.min_val, this.max_val, this.inplace) = (min_val, max_val, inplace);

            public double min_val { get; set; }
            public double max_val { get; set; }
            public bool inplace { get; set; }

            public override Tensor forward(Tensor tensor) => nn.functional.hardtanh(tensor, min_val, max_val, inplace);
        }

        public sealed class Softsign : ParameterLessModule<Tensor, Tensor>
        {
            internal Softsign(bool inplace)
                : base(nameof(Softsign)) => this.inplace = inplace;

            public bool inplace { get; set; }

            public override Tensor forward(Tensor tensor) => nn.functional.softsign(tensor, inplace);
        }

        public sealed class Tanhshrink : ParameterLessModule<Tensor, Tensor>
        {
            internal Tanhshrink(bool inplace)
                : base(nameof(Tanhshrink)) => this.inplace = inplace;

            public bool inplace { get; set; }

            public override Tensor forward(Tensor tensor) => nn.functional.tanhshrink(tensor, inplace);
        }

        public sealed class Hardshrink : ParameterLessModule<Tensor, Tensor>
        {
            internal Hardshrink(double lambda)
                : base(nameof(Hardshrink)) => this.lambda = lambda;

            public double lambda { get; set; }

            public override Tensor forward(Tensor tensor) => nn.functional.hardshrink(tensor, lambda);
        }

        public sealed class Softshrink : ParameterLessModule<Tensor, Tensor>
        {
            internal Softshrink(double lambda)
                : base(nameof(Softshrink)) => this.lambda = lambda;

            public double lambda { get; set; }

            public override Tensor forward(Tensor tensor) => nn.functional.softshrink(tensor, lambda);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Sigmoid Sigmoid() => new(false);
            public static Sigmoid Sigmoid(bool inplace) => new(inplace);
            public static Tanh Tanh() => new(false);
            public static Tanh Tanh(bool inplace = false) => new(inplace);
            public static Softsign Softsign() => new(false);
            public static Softsign Softsign(bool inplace) => new(inplace);
            public static Tanhshrink Tanhshrink() => new(false);
            public static Tanhshrink Tanhshrink(bool inplace = false) => new(inplace);
            public static Hardsigmoid Hardsigmoid(bool inplace = false) => new(inplace);
            public static Hardswish Hardswish(bool inplace = false) => new(inplace);
            public static Hardtanh Hardtanh(double min_val = -1.0, double max_val = 1.0, bool inplace = false) => new(min_val, max_val, inplace);
            public static Hardshrink Hardshrink(double lambda = 0.5) => new(lambda);
            public static Softshrink Softshrink(double lambda = 0.5) => new(lambda);

            public static partial class functional
            {
                private static readonly Op OpSigmoid = new("sigmoid"), OpSigmoidInPlace = new("sigmoid_");
                private static readonly Op OpTanh = new("tanh"), OpTanhInPlace = new("tanh_");
                private static readonly Op OpHardsigmoid = new("hardsigmoid"), OpHardsigmoidInPlace = new("hardsigmoid_");
                private static readonly Op OpHardswish = new("hardswish"), OpHardswishInPlace = new("hardswish_");
                private static readonly Op OpHardtanh = new("hardtanh"), OpHardtanhInPlace = new("hardtanh_");
                private static readonly Op OpHardshrink = new("hardshrink"), OpSoftshrink = new("softshrink");
                private static readonly Op OpAbs = new("abs"), OpDivideInPlace = new("div_", "Tensor");
                private static readonly Op OpSubtract = new("sub", "Tensor"), OpSubtractInPlace = new("sub_", "Tensor");

                public static Tensor sigmoid(Tensor x) => OpSigmoid.Call(x);
                public static Tensor sigmoid(Tensor x, bool inplace) => (inplace ? OpSigmoidInPlace : OpSigmoid).Call(x);
                public static Tensor tanh(Tensor x, bool inplace = false) => (inplace ? OpTanhInPlace : OpTanh).Call(x);
                public static Tensor hardsigmoid(Tensor input, bool inplace = false) => (inplace ? OpHardsigmoidInPlace : OpHardsigmoid).Call(input);
                public static Tensor hardswish(Tensor input, bool inplace = false) => (inplace ? OpHardswishInPlace : OpHardswish).Call(input);

                public static Tensor hardtanh(Tensor x, double min_val = -1.0, double max_val = 1.0, bool inplace = false) =>
                    (inplace ? OpHardtanhInPlace : OpHardtanh).Call(x, min_val, max_val);

                public static Tensor hardshrink(Tensor x, double lambda = 0.5) => OpHardshrink.Call(x, lambda);
                public static Tensor softshrink(Tensor x, double lambda = 0.5) => OpSoftshrink.Call(x, lambda);

                public static Tensor softsign(Tensor x, bool inplace = false)
                {
                    using var size = OpAbs.Call(x);
                    using var divisor = OpAddScalar.Call(size, 1);
                    return (inplace ? OpDivideInPlace : OpDivide).Call(x, divisor);
                }

                public static Tensor tanhshrink(Tensor x, bool inplace = false)
                {
                    using var tanh = OpTanh.Call(x);
                    return (inplace ? OpSubtractInPlace : OpSubtract).Call(x, tanh);
                }
            }
        }
    }
}
