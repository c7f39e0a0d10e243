using TorchSharp.Interop;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        public sealed class Softmax : ParameterLessModule<Tensor, Tensor>
        {
            internal Softmax(long dim)
                : base(nameof(Softmax)) => this.dim = dim;

            public long dim { get; set; }

            public override Tensor forward(Tensor tensor) => nn.functional.softmax(tensor, dim);
        }

        public sealed class LogSoftmax : ParameterLessModule<Tensor, Tensor>
        {
            internal LogSoftmax(long dim)
                : base(nameof(LogSoftmax)) => this.dim = dim;

            public long dim { get; set; }

            public override Tensor forward(Tensor tensor) => nn.functional.log_softmax(tensor, dim);
        }

        public sealed class Softmin : ParameterLessModule<Tensor, Tensor>
        {
            internal Softmin(long dim)
                : base(nameof(Softmin)) => this.dim = dim;

            public long dim { get; set; }

            public override Tensor forward(Tensor tensor) => nn.functional.softmin(tensor, dim);
        }

        public sealed class Softmax2d : ParameterLessModule<Tensor, Tensor>
        {
            internal Softmax2d()
                : base(nameof(Softmax2d))
            {
            }

            public override Tensor forward(Tensor tensor) => nn.functional.softmax2d(tensor);
        }

        public sealed class LogSigmoid : ParameterLessModule<Tensor, Tensor>
        {
            internal LogSigmoid()
                : base(nameof(LogSigmoid))
            {
            }

            public override Tensor forward(Tensor tensor) => nn.functional.logsigmoid(tensor);
        }

        public sealed class GLU : ParameterLessModule<Tensor, Tensor>
        {
            internal GLU(long dim)
                : base(nameof(GLU)) => this.dim = dim;

            public long dim { get; set; }

            public override Tensor forward(Tensor tensor) => nn.functional.glu(tensor, dim);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Softmax Softmax(long dim) => new(dim);
            public static LogSoftmax LogSoftmax(long dim) => new(dim);
            public static Softmin Softmin(long dim) => new(dim);
            public static Softmax2d Softmax2d() => new();
            public static LogSigmoid LogSigmoid() => new();
            public static GLU GLU(long dim = -1) => new(dim);

            public static partial class functional
            {
                private static readonly Op OpSoftmax = new("softmax", "int");
                private static readonly Op OpLogSoftmax = new("log_softmax", "int");
                private static readonly Op OpLogSigmoid = new("log_sigmoid");
                private static readonly Op OpGlu = new("glu");
                private static readonly Op OpNegate = new("neg");

                public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => OpSoftmax.Call(input, dim, dtype);
                public static Tensor log_softmax(Tensor x, long dim) => OpLogSoftmax.Call(x, dim);

                public static Tensor softmin(Tensor x, long dim)
                {
                    using var minus = OpNegate.Call(x);
                    return OpSoftmax.Call(minus, dim);
                }

                /// <summary>Over the channels of images.</summary>
                public static Tensor softmax2d(Tensor x) => OpSoftmax.Call(x, -3);

                public static Tensor logsigmoid(Tensor x) => OpLogSigmoid.Call(x);
                public static Tensor glu(Tensor input, long dim = -1) => OpGlu.Call(input, dim);
            }
        }
    }
}
