using TorchSharp.Interop;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        public sealed class Linear : nn.Module<Tensor, Tensor>
        {
            internal Linear(Parameter weight, Parameter? bias = null)
                : base(nameof(Linear))
            {
                (out_features, in_features) = (weight.shape[0], weight.shape[1]);
                this.weight = weight;
                this.bias = bias;
            }

            internal Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null)
                : this(nn.Empty([outputSize, inputSize], dtype, device), hasBias ? nn.Empty([outputSize], dtype, device) : null) =>
                nn.init.Layer(weight, bias);

            [field: ComponentName(Name = nameof(weight))]
            public Parameter weight { get; set => Hold(ref field!, value, nameof(weight)); }

            [field: ComponentName(Name = nameof(bias))]
            public Parameter? bias { get; set => Hold(ref field, value, nameof(bias)); }

            public long in_features { get; set; }
            public long out_features { get; set; }

            public override Tensor forward(Tensor tensor) => nn.functional.linear(tensor, weight, bias);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Linear Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null) =>
                new(inputSize, outputSize, hasBias, device, dtype);

            public static Linear Linear(Parameter weight, Parameter? bias = null) => new(weight, bias);

            public static partial class functional
            {
                private static readonly Op OpLinear = new("linear");

                public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) => OpLinear.Call(input, weights, bias);
            }
        }
    }
}
