using System;
using System.Diagnostics.CodeAnalysis;
using TorchSharp.Interop;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        public sealed class Embedding : nn.Module<Tensor, Tensor>
        {
            private static readonly Op OpEmbedding = new("embedding");
            private static readonly Op OpRenorm = new("embedding_renorm_");
            private static readonly Op OpSelect = new("select", "int");

            private readonly long _padding;
            private readonly double? _maxNorm;
            private readonly double _normType;
            private readonly bool _scaleByFrequency, _sparse;

            internal Embedding(Parameter weight, long? padding_idx, double? max_norm, double norm_type, bool scale_grad_by_freq, bool sparse)
                : base(nameof(Embedding))
            {
                var rows = weight.shape[0];
                var padding = padding_idx ?? -1;
                if (padding_idx is { } p && (p < -rows || p >= rows))
                    throw new ArgumentOutOfRangeException(nameof(padding_idx), p, $"Expected a row of the table, {-rows} to {rows - 1}.");
                (_padding, _maxNorm, _normType) = (padding_idx < 0 ? padding + rows : padding, max_norm, norm_type);
                (_scaleByFrequency, _sparse) = (scale_grad_by_freq, sparse);
                this.weight = weight;
            }

            [DisallowNull]
            [field: ComponentName(Name = nameof(weight))]
            public Parameter? weight { get; set => Hold(ref field, value, nameof(weight)); }

            public override Tensor forward(Tensor input)
            {
                if (_maxNorm is { } max)
                    using (no_grad()) OpRenorm.Run(weight, input, max, _normType);
                return OpEmbedding.Call(weight, input, _padding, _scaleByFrequency, _sparse);
            }

            /// <summary>Normal values; the padding's are zero.</summary>
            internal Embedding Reset()
            {
                nn.init.normal_(weight!);
                if (_padding < 0) return this;
                using var off = no_grad();
                using var row = OpSelect.Call(weight, 0, _padding);
                nn.init.Zero(row);
                return this;
            }
        }

        public sealed class Bilinear : nn.Module<Tensor, Tensor, Tensor>
        {
            internal Bilinear(long in1_features, long in2_features, long out_features, bool hasBias, Device? device, ScalarType? dtype)
                : base(nameof(Bilinear))
            {
                (this.in1_features, this.in2_features, this.out_features) = (in1_features, in2_features, out_features);
                var bound = 1 / Math.Sqrt(in1_features);
                weight = nn.Empty([out_features, in1_features, in2_features], dtype, device);
                nn.init.uniform_(weight, -bound, bound);
                if (!hasBias) return;
                bias = nn.Empty([out_features], dtype, device);
                nn.init.uniform_(bias, -bound, bound);
            }

            [field: ComponentName(Name = nameof(weight))]
            public Parameter weight { get; set => Hold(ref field!, value, nameof(weight)); }

            [field: ComponentName(Name = nameof(bias))]
            public Parameter? bias { get; set => Hold(ref field, value, nameof(bias)); }

            public long in1_features { get; set; }
            public long in2_features { get; set; }
            public long out_features { get; set; }

            public override Tensor forward(Tensor input1, Tensor input2) => nn.functional.bilinear(input1, input2, weight, bias);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Embedding Embedding(long num_embeddings, long embedding_dims, long? padding_idx = null, double? max_norm = null,
                double norm_type = 2.0, bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null) =>
                new Embedding(Empty([num_embeddings, embedding_dims], dtype, device), padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse)
                    .Reset();

            /// <summary>Shares the memory of <paramref name="embeddings"/> unless that has to be moved or converted.</summary>
            public static Embedding Embedding_from_pretrained(Tensor embeddings, bool freeze = true, long? padding_idx = null,
                double? max_norm = null, double norm_type = 2.0, bool scale_grad_by_freq = false, bool sparse = false, Device? device = null,
                ScalarType? dtype = null) =>
                new Embedding(new Parameter(embeddings.detach(), !freeze), padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse)
                    .MoveModule<Embedding>(device, dtype);

            public static Bilinear Bilinear(long in1_features, long in2_features, long out_features, bool hasBias = true, Device? device = null,
                ScalarType? dtype = null) => new(in1_features, in2_features, out_features, hasBias, device, dtype);

            public static partial class functional
            {
                private static readonly Op OpBilinear = new("bilinear");
                private static readonly Op OpOneHot = new("one_hot");

                public static Tensor bilinear(Tensor input1, Tensor input2, Tensor weight, Tensor? bias = null) =>
                    OpBilinear.Call(input1, input2, weight, bias);

                /// <param name="num_classes">-1: one more than the largest value.</param>
                public static Tensor one_hot(Tensor x, long num_classes = -1)
                {
                    if (x.dtype != ScalarType.Int64) throw new ArgumentException("OneHot input tensor must have elements of type Int64");
                    return OpOneHot.Call(x, num_classes);
                }
            }
        }
    }
}
