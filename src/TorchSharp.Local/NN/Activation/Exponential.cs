using TorchSharp.Interop;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        public sealed class ELU : ParameterLessModule<Tensor, Tensor>
        {
            internal ELU(double alpha, bool inplace)
                : base(nameof(ELU)) => (this.alpha, this.inplace) = (alpha, inplace);

            public double alpha { get; set; }
            public bool inplace { get; set; }

            public override Tensor forward(Tensor tensor) => nn.functional.elu(tensor, alpha, inplace);
        }

        public sealed class CELU : ParameterLessModule<Tensor, Tensor>
        {
            internal CELU(double alpha, bool inplace)
                : base(nameof(CELU)) => (this.alpha, this.inplace) = (alpha, inplace);

            public double alpha { get; set; }
            public bool inplace { get; set; }

            public override Tensor forward(Tensor tensor) => nn.functional.celu(tensor, alpha, inplace);
        }

        public sealed class SELU : ParameterLessModule<Tensor, Tensor>
        {
            internal SELU(bool inplace)
                : base(nameof(SELU)) => this.inplace = inplace;

            public bool inplace { get; set; }

            public override Tensor forward(Tensor tensor) => nn.functional.selu(tensor, inplace);
        }

        public sealed class SiLU : ParameterLessModule<Tensor, Tensor>
        {
            internal SiLU(bool inplace)
                : base(nameof(SiLU)) => this.inplace = inplace;

            public bool inplace { get; set; }

            public override Tensor forward(Tensor tensor) => nn.functional.silu(tensor, inplace);
        }

        public sealed class Mish : ParameterLessModule<Tensor, Tensor>
        {
            internal Mish(bool inplace)
                : base(nameof(Mish)) => this.inplace = inplace;

            public bool inplace { get; set; }

            public override Tensor forward(Tensor tensor) => nn.functional.mish(tensor, inplace);
        }

        public sealed class Softplus : ParameterLessModule<Tensor, Tensor>
        {
            internal Softplus(double beta, double threshold)
                : base(nameof(Softplus)) => (this.beta, this.threshold) = (beta, threshold);

            public double beta { get; set; }
            public double threshold { get; set; }

            public override Tensor forward(Tensor tensor) => nn.functional.softplus(tensor, beta, threshold);
        }

        public sealed class GELU : ParameterLessModule<Tensor, Tensor>
        {
            public enum Approximate
            {
                none,
                tanh,
            }

            internal GELU(bool inplace, Approximate approximate = Approximate.none)
                : base(nameof(GELU)) => (this.inplace, this.approximate) = (inplace, approximate);

            public bool inplace { get; set; }
            public Approximate approximate { get; set; }

            public override Tensor forward(Tensor tensor) => nn.functional.gelu(tensor, approximate, inplace);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static ELU ELU(double alpha = 1.0, bool inplace = false) => new(alpha, inplace);
            public static CELU CELU(double alpha = 1.0, bool inplace = false) => new(alpha, inplace);
            public static SELU SELU(bool inplace = false) => new(inplace);
            public static SiLU SiLU() => new(false);
            public static SiLU SiLU(bool inplace) => new(inplace);
            public static Mish Mish() => new(false);
            public static Mish Mish(bool inplace) => new(inplace);
            public static Softplus Softplus(double beta = 1, double threshold = 20) => new(beta, threshold);
            public static GELU GELU() => new(false);
            public static GELU GELU(bool inplace) => new(inplace);
            public static GELU GELU(GELU.Approximate approximate, bool inplace = false) => new(inplace, approximate);

            public static partial class functional
            {
                private static readonly Op OpElu = new("elu"), OpEluInPlace = new("elu_");
                private static readonly Op OpCelu = new("celu"), OpCeluInPlace = new("celu_");
                private static readonly Op OpSelu = new("selu"), OpSeluInPlace = new("selu_");
                private static readonly Op OpSilu = new("silu"), OpSiluInPlace = new("silu_");
                private static readonly Op OpMish = new("mish"), OpMishInPlace = new("mish_");
                private static readonly Op OpGelu = new("gelu"), OpGeluInPlace = new("gelu_");
                private static readonly Op OpSoftplus = new("softplus");

                public static Tensor elu(Tensor x, double alpha, bool inplace = false) => (inplace ? OpEluInPlace : OpElu).Call(x, alpha);
                public static Tensor celu(Tensor x, double alpha, bool inplace = false) => (inplace ? OpCeluInPlace : OpCelu).Call(x, alpha);
                public static Tensor selu(Tensor x, bool inplace = false) => (inplace ? OpSeluInPlace : OpSelu).Call(x);
                public static Tensor silu(Tensor x, bool inplace = false) => (inplace ? OpSiluInPlace : OpSilu).Call(x);
                public static Tensor mish(Tensor x, bool inplace = false) => (inplace ? OpMishInPlace : OpMish).Call(x);
                public static Tensor gelu(Tensor x) => OpGelu.Call(x);
                public static Tensor gelu(Tensor x, bool inplace) => (inplace ? OpGeluInPlace : OpGelu).Call(x);

                public static Tensor gelu(Tensor x, GELU.Approximate approximate, bool inplace = false) =>
                    (inplace ? OpGeluInPlace : OpGelu).Call(x, approximate == Modules.GELU.Approximate.tanh ? "tanh" : "none");

                public static Tensor softplus(Tensor x, double beta = 1, double threshold = 20) => OpSoftplus.Call(x, beta, threshold);
            }
        }
    }
}
