using System;
using TorchSharp.Interop;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        public sealed class Dropout : ParameterLessModule<Tensor, Tensor>
        {
            internal Dropout(double p, bool inplace)
                : base(nameof(Dropout)) => (this.p, this.inplace) = (p, inplace);

            public double p { get; set; }
            public bool inplace { get; set; }

            public override Tensor forward(Tensor tensor) => nn.functional.dropout(tensor, p, training, inplace);
        }

        public sealed class Dropout1d : ParameterLessModule<Tensor, Tensor>
        {
            internal Dropout1d(double p, bool inplace)
                : base(nameof(Dropout1d)) => (this.p, this.inplace) = (p, inplace);

            public double p { get; set; }
            public bool inplace { get; set; }

            public override Tensor forward(Tensor tensor)
            {
                if (tensor.ndim != 3) throw new ArgumentException("tensor passed to Dropout1d must be of the shape (N,C,L)");
                return nn.functional.dropout1d(tensor, p, training, inplace);
            }
        }

        public sealed class Dropout2d : ParameterLessModule<Tensor, Tensor>
        {
            internal Dropout2d(double p, bool inplace)
                : base(nameof(Dropout2d)) => (this.p, this.inplace) = (p, inplace);

            public double p { get; set; }
            public bool inplace { get; set; }

            public override Tensor forward(Tensor input) => nn.functional.dropout2d(input, p, training, inplace);
        }

        public sealed class Dropout3d : ParameterLessModule<Tensor, Tensor>
        {
            internal Dropout3d(double p, bool inplace)
                : base(nameof(Dropout3d)) => (this.p, this.inplace) = (p, inplace);

            public double p { get; set; }
            public bool inplace { get; set; }

            public override Tensor forward(Tensor input) => nn.functional.dropout3d(input, p, training, inplace);
        }

        public sealed class AlphaDropout : ParameterLessModule<Tensor, Tensor>
        {
            internal AlphaDropout(double p, bool inplace)
                : base(nameof(AlphaDropout)) => (this.p, this.inplace) = (p, inplace);

            public double p { get; set; }
            public bool inplace { get; set; }

            public override Tensor forward(Tensor tensor) => nn.functional.alpha_dropout(tensor, p, training, inplace);
        }

        public sealed class FeatureAlphaDropout : ParameterLessModule<Tensor, Tensor>
        {
            internal FeatureAlphaDropout(double p, bool inplace)
                : base(nameof(FeatureAlphaDropout)) => (this.p, this.inplace) = (p, inplace);

            public double p { get; set; }
            public bool inplace { get; set; }

            public override Tensor forward(Tensor input) => nn.functional.feature_alpha_dropout(input, p, training, inplace);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Dropout Dropout(double p = 0.5, bool inplace = false) => new(p, inplace);
            public static Dropout1d Dropout1d(double p = 0.5, bool inplace = false) => new(p, inplace);
            public static Dropout2d Dropout2d(double p = 0.5, bool inplace = false) => new(p, inplace);
            public static Dropout3d Dropout3d(double p = 0.5, bool inplace = false) => new(p, inplace);
            public static AlphaDropout AlphaDropout(double p = 0.5, bool inplace = false) => new(p, inplace);
            public static FeatureAlphaDropout FeatureAlphaDropout(double p, bool inplace) => new(p, inplace);
            public static FeatureAlphaDropout FeatureAlphaDropout(double p = 0.5) => new(p, false);

            public static partial class functional
            {
                private static readonly Op OpDropout = new("dropout"), OpDropoutInPlace = new("dropout_");
                private static readonly Op OpFeatureDropout = new("feature_dropout"), OpFeatureDropoutInPlace = new("feature_dropout_");
                private static readonly Op OpAlphaDropout = new("alpha_dropout"), OpAlphaDropoutInPlace = new("alpha_dropout_");
                private static readonly Op OpFeatureAlphaDropout = new("feature_alpha_dropout"),
                    OpFeatureAlphaDropoutInPlace = new("feature_alpha_dropout_");

                public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false) =>
                    (inplace ? OpDropoutInPlace : OpDropout).Call(input, p, training);

                /// <summary>Whole channels at once.</summary>
                public static Tensor dropout1d(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
                {
                    using var image = OpUnsqueeze.Call(input, -1);
                    using var result = dropout2d(image, p, training, inplace);
                    return OpSqueeze.Call(result, -1);
                }

                /// <inheritdoc cref="dropout1d"/>
                public static Tensor dropout2d(Tensor input, double p = 0.5, bool training = true, bool inplace = false) =>
                    (inplace ? OpFeatureDropoutInPlace : OpFeatureDropout).Call(input, p, training);

                /// <inheritdoc cref="dropout1d"/>
                public static Tensor dropout3d(Tensor input, double p = 0.5, bool training = true, bool inplace = false) =>
                    dropout2d(input, p, training, inplace);

                public static Tensor alpha_dropout(Tensor input, double p = 0.5, bool training = false, bool inplace = false) =>
                    (inplace ? OpAlphaDropoutInPlace : OpAlphaDropout).Call(input, p, training);

                public static Tensor feature_alpha_dropout(Tensor input, double p = 0.5, bool training = false, bool inplace = false) =>
                    (inplace ? OpFeatureAlphaDropoutInPlace : OpFeatureAlphaDropout).Call(input, p, training);
            }
        }
    }
}
