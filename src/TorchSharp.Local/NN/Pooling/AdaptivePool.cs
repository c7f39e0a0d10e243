using TorchSharp.Interop;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        public sealed class AdaptiveAvgPool1d : ParameterLessModule<Tensor, Tensor>
        {
            internal AdaptiveAvgPool1d(long output_size)
                : base(nameof(AdaptiveAvgPool1d)) => this.output_size = output_size;

            public long output_size { get; set; }

            public override Tensor forward(Tensor input) => nn.functional.adaptive_avg_pool1d(input, output_size);
        }

        public sealed class AdaptiveAvgPool2d : ParameterLessModule<Tensor, Tensor>
        {
            internal AdaptiveAvgPool2d(long[] output_size)
                : base(nameof(AdaptiveAvgPool2d)) => this.output_size = output_size;

            public long[] output_size { get; set; }

            public override Tensor forward(Tensor input) => nn.functional.adaptive_avg_pool2d(input, output_size);
        }

        public sealed class AdaptiveAvgPool3d : ParameterLessModule<Tensor, Tensor>
        {
            internal AdaptiveAvgPool3d(long[] output_size)
                : base(nameof(AdaptiveAvgPool3d)) => this.output_size = output_size;

            public long[] output_size { get; set; }

            public override Tensor forward(Tensor input) => nn.functional.adaptive_avg_pool3d(input, output_size);
        }

        public sealed class AdaptiveMaxPool1d : ParameterLessModule<Tensor, Tensor>
        {
            internal AdaptiveMaxPool1d(long output_size)
                : base(nameof(AdaptiveMaxPool1d)) => this.output_size = output_size;

            public long output_size { get; set; }

            public override Tensor forward(Tensor input) => nn.functional.adaptive_max_pool1d(input, output_size);

            public (Tensor Values, Tensor Indices) forward_with_indices(Tensor input) =>
                nn.functional.adaptive_max_pool1d_with_indices(input, output_size);
        }

        public sealed class AdaptiveMaxPool2d : ParameterLessModule<Tensor, Tensor>
        {
            internal AdaptiveMaxPool2d(long[] output_size)
                : base(nameof(AdaptiveMaxPool2d)) => this.output_size = output_size;

            public long[] output_size { get; set; }

            public override Tensor forward(Tensor input) => nn.functional.adaptive_max_pool2d(input, output_size);

            public (Tensor output, Tensor indices) forward_with_indices(Tensor input) =>
                nn.functional.adaptive_max_pool2d_with_indices(input, output_size);
        }

        public sealed class AdaptiveMaxPool3d : ParameterLessModule<Tensor, Tensor>
        {
            internal AdaptiveMaxPool3d(long[] output_size)
                : base(nameof(AdaptiveMaxPool3d)) => this.output_size = output_size;

            public long[] output_size { get; set; }

            public override Tensor forward(Tensor input) => nn.functional.adaptive_max_pool3d(input, output_size);

            public (Tensor output, Tensor indices) forward_with_indices(Tensor input) =>
                nn.functional.adaptive_max_pool3d_with_indices(input, output_size);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static AdaptiveAvgPool1d AdaptiveAvgPool1d(long output_size) => new(output_size);
            public static AdaptiveAvgPool2d AdaptiveAvgPool2d(long[] output_size) => new(output_size);
            public static AdaptiveAvgPool2d AdaptiveAvgPool2d((long, long) output_size) => new(Array(output_size));
            public static AdaptiveAvgPool2d AdaptiveAvgPool2d(long output_size) => new(Twice(output_size));
            public static AdaptiveAvgPool3d AdaptiveAvgPool3d(long[] output_size) => new(output_size);
            public static AdaptiveAvgPool3d AdaptiveAvgPool3d((long, long, long) output_size) => new(Array(output_size)!);
            public static AdaptiveAvgPool3d AdaptiveAvgPool3d(long output_size) => new(Thrice(output_size)!);
            public static AdaptiveMaxPool1d AdaptiveMaxPool1d(long output_size) => new(output_size);
            public static AdaptiveMaxPool2d AdaptiveMaxPool2d(long[] output_size) => new(output_size);
            public static AdaptiveMaxPool3d AdaptiveMaxPool3d(long[] output_size) => new(output_size);

            public static partial class functional
            {
                private static readonly Op OpAdaptiveAvgPool1d = new("adaptive_avg_pool1d"), OpAdaptiveMaxPool1d = new("adaptive_max_pool1d");
                private static readonly Op OpAdaptiveAvgPool2d = new("adaptive_avg_pool2d"), OpAdaptiveMaxPool2d = new("adaptive_max_pool2d");
                private static readonly Op OpAdaptiveAvgPool3d = new("adaptive_avg_pool3d"), OpAdaptiveMaxPool3d = new("adaptive_max_pool3d");

                public static Tensor adaptive_avg_pool1d(Tensor input, long output_size) => OpAdaptiveAvgPool1d.Call(input, output_size);
                public static Tensor adaptive_avg_pool2d(Tensor input, long[] output_size) => OpAdaptiveAvgPool2d.Call(input, output_size);
                public static Tensor adaptive_avg_pool2d(Tensor input, (long, long) output_size) => OpAdaptiveAvgPool2d.Call(input, Array(output_size));
                public static Tensor adaptive_avg_pool2d(Tensor input, long output_size) => OpAdaptiveAvgPool2d.Call(input, output_size);
                public static Tensor adaptive_avg_pool3d(Tensor input, long[] output_size) => OpAdaptiveAvgPool3d.Call(input, output_size);

                public static Tensor adaptive_avg_pool3d(Tensor input, (long, long, long) output_size) =>
                    OpAdaptiveAvgPool3d.Call(input, Array(output_size));

                public static Tensor adaptive_avg_pool3d(Tensor input, long output_size) => OpAdaptiveAvgPool3d.Call(input, output_size);

                public static Tensor adaptive_max_pool1d(Tensor input, long output_size) =>
                    First(adaptive_max_pool1d_with_indices(input, output_size));

                public static (Tensor Values, Tensor Indices) adaptive_max_pool1d_with_indices(Tensor input, long output_size) =>
                    OpAdaptiveMaxPool1d.Call2(input, output_size);

                public static Tensor adaptive_max_pool2d(Tensor input, long[] output_size) =>
                    First(adaptive_max_pool2d_with_indices(input, output_size));

                public static (Tensor Values, Tensor Indices) adaptive_max_pool2d_with_indices(Tensor input, long[] output_size) =>
                    OpAdaptiveMaxPool2d.Call2(input, output_size);

                public static Tensor adaptive_max_pool3d(Tensor input, long[] output_size) =>
                    First(adaptive_max_pool3d_with_indices(input, output_size));

                public static (Tensor Values, Tensor Indices) adaptive_max_pool3d_with_indices(Tensor input, long[] output_size) =>
                    OpAdaptiveMaxPool3d.Call2(input, output_size);

                private static Tensor First((Tensor Values, Tensor Indices) pair)
                {
                    pair.Indices.Dispose();
                    return pair.Values;
                }
            }
        }
    }
}
