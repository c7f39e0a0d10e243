using System;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Op OpCumsum = new("cumsum"), OpCumprod = new("cumprod"), OpCummax = new("cummax"), OpCummin = new("cummin"),
            OpLogcumsumexp = new("logcumsumexp"), OpDiff = new("diff"), OpTrapezoidDx = new("trapezoid", "dx"), OpTrapezoidX = new("trapezoid", "x"),
            OpCumulativeTrapezoidDx = new("cumulative_trapezoid", "dx"), OpCumulativeTrapezoidX = new("cumulative_trapezoid", "x"),
            OpRenorm = new("renorm");

        public Tensor cumsum(long dim, ScalarType? type = null) => OpCumsum.Call(this, dim, type);
        public Tensor cumprod(long dim, ScalarType? type = null) => OpCumprod.Call(this, dim, type);
        public (Tensor values, Tensor indexes) cummax(long dim) => OpCummax.Call2(this, dim);
        public (Tensor values, Tensor indexes) cummin(long dim) => OpCummin.Call2(this, dim);
        public Tensor logcumsumexp(long dim) => OpLogcumsumexp.Call(this, dim);
        public Tensor diff(long n = 1, long dim = -1, Tensor? prepend = null, Tensor? append = null) =>
            n == 1 ? OpDiff.Call(this, n, dim, prepend, append) : throw new NotImplementedException("Tensor.diff with n != 1");
        public Tensor trapezoid(double dx = 1, long dim = -1) => OpTrapezoidDx.Call(this, dx, dim);
        public Tensor trapezoid(Tensor x, long dim = -1) => OpTrapezoidX.Call(this, x, dim);
        public Tensor cumulative_trapezoid(double dx = 1, long dim = -1) => OpCumulativeTrapezoidDx.Call(this, dx, dim);
        public Tensor cumulative_trapezoid(Tensor x, long dim = -1) => OpCumulativeTrapezoidX.Call(this, x, dim);
        public Tensor renorm(float p, long dim, float maxnorm) => OpRenorm.Call(this, p, dim, maxnorm);
    }
}
