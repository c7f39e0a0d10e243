using System;
using System.Linq;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Op OpCrossEntropy = new("cross_entropy_loss"), OpNll = new("nll_loss_nd");
            private static readonly Op OpBce = new("binary_cross_entropy"), OpBceLogits = new("binary_cross_entropy_with_logits");
            private static readonly Op OpMse = new("mse_loss"), OpL1 = new("l1_loss"), OpSmoothL1 = new("smooth_l1_loss"), OpHuber = new("huber_loss");
            private static readonly Op OpKlDiv = new("kl_div"), OpPoisson = new("poisson_nll_loss"), OpCtc = new("ctc_loss", "Tensor");
            private static readonly Op OpMarginRanking = new("margin_ranking_loss"), OpHinge = new("hinge_embedding_loss");
            private static readonly Op OpCosineEmbedding = new("cosine_embedding_loss"), OpTriplet = new("triplet_margin_loss");
            private static readonly Op OpMultiMargin = new("multi_margin_loss"), OpMultiLabelMargin = new("multilabel_margin_loss");
            private static readonly Op OpSoftMargin = new("soft_margin_loss");
            private static readonly Op OpMinimum = new("minimum"), OpLog = new("log"), OpAny = new("any"), OpLess = new("lt", "Scalar");
            private static readonly Op OpAdd = new("add", "Tensor"), OpOneMinus = new("rsub", "Scalar"), OpMeanOf = new("mean", "dim");
            private static readonly Op OpItem = new("item"), OpSumOf = new("sum", "dim_IntList");

            public static Tensor cross_entropy(Tensor input, Tensor target, Tensor? weight = null, long ignore_index = -100,
                Reduction reduction = Reduction.Mean, double label_smoothing = 0.0) =>
                OpCrossEntropy.Call(input, target, weight, (long)reduction, ignore_index, label_smoothing);

            public static Tensor nll_loss(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean) =>
                OpNll.Call(input, target, weight, (long)reduction);

            public static Tensor binary_cross_entropy(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean) =>
                OpBce.Call(input, target, weight, (long)reduction);

            public static Tensor binary_cross_entropy_with_logits(Tensor input, Tensor target, Tensor? weight = null,
                Reduction reduction = Reduction.Mean, Tensor? pos_weights = null) =>
                OpBceLogits.Call(input, target, weight, pos_weights, (long)reduction);

            public static Tensor mse_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) =>
                OpMse.Call(input, target, (long)reduction);

            public static Tensor l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) =>
                OpL1.Call(input, target, (long)reduction);

            public static Tensor smooth_l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean, double beta = 1.0) =>
                OpSmoothL1.Call(input, target, (long)reduction, beta);

            public static Tensor huber_loss(Tensor input, Tensor target, double delta = 1.0, Reduction reduction = Reduction.Mean) =>
                OpHuber.Call(input, target, (long)reduction, delta);

            public static Tensor kl_div(Tensor input, Tensor target, bool log_target = true, Reduction reduction = Reduction.Mean) =>
                OpKlDiv.Call(input, target, (long)reduction, log_target);

            public static Tensor poisson_nll_loss(Tensor input, Tensor target, bool log_input = true, bool full = false, float eps = 1e-8f,
                Reduction reduction = Reduction.Mean) => OpPoisson.Call(input, target, log_input, full, eps, (long)reduction);

            public static Tensor gaussian_nll_loss(Tensor input, Tensor target, Tensor variance, bool full = false, float eps = 1e-6f,
                Reduction reduction = Reduction.Mean)
            {
                using var scope = NewDisposeScope();
                input = Rows(input);
                target = Rows(target);
                variance = Rows(variance);
                var columns = input.shape[1];
                if (variance.shape[1] != columns && variance.shape[1] != 1) throw new ArgumentException("variance has the wrong shape");
                if (OpItem.CallValue(OpAny.Call(OpLess.Call(variance, 0))).Int != 0) throw new ArgumentException("variance has negative entry/entries");
                using (no_grad()) variance = OpClampMin.Call(variance, eps);
                var distance = OpSubtract.Call(input, target);
                var losses = OpAdd.Call(OpLog.Call(variance), OpDivide.Call(OpMultiply.Call(distance, distance), variance));
                var rows = OpMultiplyScalar.Call(OpSumOf.Call(losses, new[] { 1L }), 0.5);
                if (full) rows = OpAddScalar.Call(rows, 0.5 * columns * Math.Log(2 * Math.PI));
                return Reduce(rows, reduction).MoveToOuterDisposeScope();
            }

            private static Tensor Rows(Tensor t) => OpReshape.Call(t, new[] { t.shape[0], t.shape.Skip(1).Aggregate(1L, (all, n) => all * n) });

            public static Tensor ctc_loss(Tensor log_probs, Tensor targets, Tensor input_lengths, Tensor target_lengths, long blank = 0,
                bool zero_infinity = false, Reduction reduction = Reduction.Mean) =>
                OpCtc.Call(log_probs, targets, input_lengths, target_lengths, blank, (long)reduction, zero_infinity);

            public static Tensor multi_label_margin_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) =>
                OpMultiLabelMargin.Call(input, target, (long)reduction);

            /// <summary>Per row, the mean over the classes of the binary cross entropy of logits.</summary>
            public static Tensor multilabel_soft_margin_loss(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean)
            {
                using var scope = NewDisposeScope();
                var yes = OpMultiply.Call(target, OpLogSigmoid.Call(input));
                var no = OpMultiply.Call(OpOneMinus.Call(target, 1), OpLogSigmoid.Call(OpNegate.Call(input)));
                var losses = OpNegate.Call(OpAdd.Call(yes, no));
                if (weight is not null) losses = OpMultiply.Call(losses, weight);
                return Reduce(OpMeanOf.Call(losses, new[] { -1L }), reduction).MoveToOuterDisposeScope();
            }

            public static Tensor multi_margin_loss(Tensor input, Tensor target, int p = 1, double margin = 1.0, Tensor? weight = null,
                Reduction reduction = Reduction.Mean) => OpMultiMargin.Call(input, target, p, margin, weight, (long)reduction);

            public static Tensor soft_margin_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) =>
                OpSoftMargin.Call(input, target, (long)reduction);

            public static Tensor cosine_embedding_loss(Tensor input1, Tensor input2, Tensor target, double margin = 0.0,
                Reduction reduction = Reduction.Mean) => OpCosineEmbedding.Call(input1, input2, target, margin, (long)reduction);

            public static Tensor hinge_embedding_loss(Tensor input, Tensor target, double margin = 0.0, Reduction reduction = Reduction.Mean) =>
                OpHinge.Call(input, target, margin, (long)reduction);

            public static Tensor margin_ranking_loss(Tensor input1, Tensor input2, Tensor target, double margin = 0.0,
                Reduction reduction = Reduction.Mean) => OpMarginRanking.Call(input1, input2, target, margin, (long)reduction);

            public static Tensor triplet_margin_loss(Tensor anchor, Tensor positive, Tensor negative, double margin = 1.0, long p = 2,
                double eps = 1e-06, bool swap = false, Reduction reduction = Reduction.Mean) =>
                OpTriplet.Call(anchor, positive, negative, margin, p, eps, swap, (long)reduction);

            /// <param name="distance">Row-wise, the smaller the nearer; null is the Euclidean distance.</param>
            public static Tensor triplet_margin_with_distance_loss(Tensor anchor, Tensor positive, Tensor negative,
                Func<Tensor, Tensor, Tensor>? distance = null, double margin = 1.0, bool swap = false, Reduction reduction = Reduction.Mean)
            {
                distance ??= (x, y) => pairwise_distance(x, y);
                using var scope = NewDisposeScope();
                var near = distance(anchor, positive);
                var far = distance(anchor, negative);
                if (swap) far = OpMinimum.Call(far, distance(positive, negative));
                var losses = OpClampMin.Call(OpAddScalar.Call(OpSubtract.Call(near, far), margin), 0);
                return Reduce(losses, reduction).MoveToOuterDisposeScope();
            }
        }
    }
}
