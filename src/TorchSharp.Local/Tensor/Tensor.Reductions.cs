using System;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Op OpSum = new("sum"), OpMean = new("mean"), OpMeanDim = new("mean", "dim"), OpProd = new("prod"),
            OpProdDimInt = new("prod", "dim_int"), OpNansum = new("nansum"), OpNanmean = new("nanmean"), OpLogsumexp = new("logsumexp"),
            OpNormScalar = new("norm", "Scalar"), OpNormScalarOptDim = new("norm", "ScalarOpt_dim"), OpDist = new("dist"),
            OpCountNonzeroDimIntList = new("count_nonzero", "dim_IntList"), OpAll = new("all"), OpAllDim = new("all", "dim"), OpAny = new("any"),
            OpAnyDim = new("any", "dim"), OpMax = new("max"), OpMaxDim = new("max", "dim"), OpMin = new("min"), OpMinDim = new("min", "dim"),
            OpAmax = new("amax"), OpAmaxOut = new("amax", "out"), OpAmin = new("amin"), OpAminOut = new("amin", "out"), OpAminmax = new("aminmax"),
            OpArgmax = new("argmax"), OpArgmin = new("argmin"), OpMedian = new("median"), OpNanmedian = new("nanmedian"), OpMode = new("mode"),
            OpQuantile = new("quantile"), OpNanquantile = new("nanquantile"), OpSumDimIntList = new("sum", "dim_IntList");

        public Tensor sum(ScalarType? type = null) => OpSum.Call(this, type);
        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => Sum([dim], keepdim, type);
        public Tensor sum(long dim0, long dim1, bool keepdim = false, ScalarType? type = null) => Sum([dim0, dim1], keepdim, type);
        public Tensor sum(long dim0, long dim1, long dim2, bool keepdim = false, ScalarType? type = null) => Sum([dim0, dim1, dim2], keepdim, type);
        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) => Sum(dim, keepdim, type);
        public Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null) => Sum(dim.ToArray(), keepdim, type);
        public Tensor mean() => OpMean.Call(this);
        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) => OpMeanDim.Call(this, dimensions, keepdim, type);
        public Tensor prod(ScalarType? type = null) => OpProd.Call(this, type);
        public Tensor prod(long dim, bool keepdim = false, ScalarType? type = null) => OpProdDimInt.Call(this, dim, keepdim, type);
        public Tensor nansum() => OpNansum.Call(this);
        public Tensor nanmean(int? dim = null, bool keepdim = false, ScalarType? dtype = null) =>
            OpNanmean.Call(this, dim is { } d ? (long[])[d] : Arg.None, keepdim, dtype);
        public Tensor logsumexp(long dim, bool keepdim = false) => OpLogsumexp.Call(this, dim, keepdim);
        public Tensor norm(float p = 2) => OpNormScalar.Call(this, p);
        public Tensor norm(int dim, bool keepdim = false, float p = 2) => OpNormScalarOptDim.Call(this, p, dim, keepdim);
        public Tensor dist(Tensor other, float p = 2) => OpDist.Call(this, other, p);
        public Tensor count_nonzero(long[]? dims = null) => OpCountNonzeroDimIntList.Call(this, dims ?? []);

        public Tensor all() => OpAll.Call(this);
        public Tensor all(long dim, bool keepdim = false) => OpAllDim.Call(this, dim, keepdim);
        public Tensor any() => OpAny.Call(this);
        public Tensor any(long dim, bool keepdim = false) => OpAnyDim.Call(this, dim, keepdim);

        public Tensor max() => OpMax.Call(this);
        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) => OpMaxDim.Call2(this, dim, keepdim);
        public Tensor min() => OpMin.Call(this);
        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false) => OpMinDim.Call2(this, dim, keepdim);
        public Tensor amax(params long[] dims) => OpAmax.Call(this, dims);
        public Tensor amax(long[] dims, bool keepdim = false, Tensor? @out = null) =>
            @out is null ? OpAmax.Call(this, dims, keepdim) : OpAmaxOut.Call(this, dims, keepdim, @out);
        public Tensor amax(ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null) => amax(dims.ToArray(), keepdim, @out);
        public Tensor amin(params long[] dims) => OpAmin.Call(this, dims);
        public Tensor amin(long[] dims, bool keepdim = false, Tensor? @out = null) =>
            @out is null ? OpAmin.Call(this, dims, keepdim) : OpAminOut.Call(this, dims, keepdim, @out);
        public Tensor amin(ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null) => amin(dims.ToArray(), keepdim, @out);
        public (Tensor min, Tensor max) aminmax(long? dim = null, bool keepdim = false) => OpAminmax.Call2(this, dim, keepdim);
        public Tensor argmax() => OpArgmax.Call(this);
        public Tensor argmax(long dim, bool keepdim = false) => OpArgmax.Call(this, dim, keepdim);
        public Tensor argmin() => OpArgmin.Call(this);
        public Tensor argmin(long dim, bool keepdim = false) => OpArgmin.Call(this, dim, keepdim);

        public Tensor median() => OpMedian.Call(this);
        public Tensor nanmedian() => OpNanmedian.Call(this);
        public (Tensor values, Tensor indices) mode(long dim = -1, bool keepdim = false) => OpMode.Call2(this, dim, keepdim);

        /// <summary>A <paramref name="dim"/> of -1 means over all elements, as in TorchSharp.</summary>
        public Tensor quantile(Tensor q, long dim = -1, bool keepdim = false) => OpQuantile.Call(this, q, dim == -1 ? Arg.None : dim, keepdim);

        /// <inheritdoc cref="quantile"/>
        public Tensor nanquantile(Tensor q, long dim = -1, bool keepdim = false) => OpNanquantile.Call(this, q, dim == -1 ? Arg.None : dim, keepdim);

        private Tensor Sum(long[] dim, bool keepdim, ScalarType? type) => OpSumDimIntList.Call(this, dim, keepdim, type);
    }
}
