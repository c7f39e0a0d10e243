using System;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Op OpStd = new("std"), OpVar = new("var"), OpStdMean = new("std_mean"), OpVarMean = new("var_mean"),
            OpStdDim = new("std", "dim"), OpVarDim = new("var", "dim"), OpStdMeanDim = new("std_mean", "dim"), OpVarMeanDim = new("var_mean", "dim"),
            OpCov = new("cov"), OpCorrcoef = new("corrcoef"), OpHistc = new("histc"), OpBincount = new("bincount"),
            OpBucketizeTensor = new("bucketize", "Tensor");

        public Tensor std(bool unbiased = true) => OpStd.Call(this, unbiased);
        public Tensor std(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => Std([dim], unbiased, keepdim);
        public Tensor std((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Std([dim.Item1, dim.Item2], unbiased, keepdim);
        public Tensor std((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Std([dim.Item1, dim.Item2, dim.Item3], unbiased, keepdim);
        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Std(dimensions, unbiased, keepdim);
        public Tensor std(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Std(dimensions.ToArray(), unbiased, keepdim);

        public Tensor var(bool unbiased = true) => OpVar.Call(this, unbiased);
        public Tensor var(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => Var([dim], unbiased, keepdim);
        public Tensor var((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Var([dim.Item1, dim.Item2], unbiased, keepdim);
        public Tensor var((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Var([dim.Item1, dim.Item2, dim.Item3], unbiased, keepdim);
        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Var(dimensions, unbiased, keepdim);
        public Tensor var(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Var(dimensions.ToArray(), unbiased, keepdim);

        public (Tensor std, Tensor mean) std_mean(bool unbiased = true) => OpStdMean.Call2(this, unbiased);
        public (Tensor std, Tensor mean) std_mean(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            StdMean([dim], unbiased, keepdim);
        public (Tensor std, Tensor mean) std_mean((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            StdMean([dim.Item1, dim.Item2], unbiased, keepdim);
        public (Tensor std, Tensor mean) std_mean((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            StdMean([dim.Item1, dim.Item2, dim.Item3], unbiased, keepdim);
        public (Tensor std, Tensor mean) std_mean(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            StdMean(dimensions, unbiased, keepdim);
        public (Tensor std, Tensor mean) std_mean(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false,
            ScalarType? type = null) =>
            StdMean(dimensions.ToArray(), unbiased, keepdim);

        public (Tensor var, Tensor mean) var_mean(bool unbiased = true) => OpVarMean.Call2(this, unbiased);
        public (Tensor var, Tensor mean) var_mean(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            VarMean([dim], unbiased, keepdim);
        public (Tensor var, Tensor mean) var_mean((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            VarMean([dim.Item1, dim.Item2], unbiased, keepdim);
        public (Tensor var, Tensor mean) var_mean((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            VarMean([dim.Item1, dim.Item2, dim.Item3], unbiased, keepdim);

        // The names of the next two are TorchSharp's.
        public (Tensor std, Tensor mean) var_mean(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            VarMean(dimensions, unbiased, keepdim);
        public (Tensor std, Tensor mean) var_mean(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false,
            ScalarType? type = null) =>
            VarMean(dimensions.ToArray(), unbiased, keepdim);

        private Tensor Std(long[] dim, bool unbiased, bool keepdim) => OpStdDim.Call(this, dim, unbiased, keepdim);
        private Tensor Var(long[] dim, bool unbiased, bool keepdim) => OpVarDim.Call(this, dim, unbiased, keepdim);
        private (Tensor, Tensor) StdMean(long[] dim, bool unbiased, bool keepdim) => OpStdMeanDim.Call2(this, dim, unbiased, keepdim);
        private (Tensor, Tensor) VarMean(long[] dim, bool unbiased, bool keepdim) => OpVarMeanDim.Call2(this, dim, unbiased, keepdim);

        public Tensor cov(long correction = 1, Tensor? fweights = null, Tensor? aweights = null) => OpCov.Call(this, correction, fweights, aweights);
        public Tensor corrcoef() => OpCorrcoef.Call(this);
        public Tensor histc(long bins = 100, long min = 0, long max = 0) => OpHistc.Call(this, bins, min, max);
        public Tensor bincount(Tensor? weights, long minlength = 0) => OpBincount.Call(this, weights, minlength);
        public Tensor bucketize(Tensor boundaries, bool outInt32 = false, bool right = false) =>
            OpBucketizeTensor.Call(this, boundaries, outInt32, right);
    }
}
