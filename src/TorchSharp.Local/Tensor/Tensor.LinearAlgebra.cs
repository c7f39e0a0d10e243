using System;
using System.Linq;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Op OpMatmul = new("matmul"), OpMm = new("mm"), OpMv = new("mv"), OpDot = new("dot"), OpVdot = new("vdot"),
            OpBmm = new("bmm"), OpInner = new("inner"), OpOuter = new("outer"), OpKron = new("kron"), OpBaddbmm = new("baddbmm"),
            OpAddbmm = new("addbmm"), OpAddbmm_ = new("addbmm_"), OpAddmm = new("addmm"), OpAddmm_ = new("addmm_"), OpAddmv = new("addmv"),
            OpAddmv_ = new("addmv_"), OpAddr = new("addr"), OpAddr_ = new("addr_"), OpTensordot = new("tensordot"), OpDet = new("det"),
            OpLogdet = new("logdet"), OpMatrixExp = new("matrix_exp"), OpMatrixPower = new("matrix_power"), OpLinalgPinv = new("linalg_pinv"),
            OpCholeskyInverse = new("cholesky_inverse"), OpCholeskySolve = new("cholesky_solve"), OpGeqrf = new("geqrf"), OpOrmqr = new("ormqr");

        public Tensor matmul(Tensor target) => OpMatmul.Call(this, target);
        public Tensor mm(Tensor target) => OpMm.Call(this, target);
        public Tensor mv(Tensor target) => OpMv.Call(this, target);
        public Tensor dot(Tensor target) => OpDot.Call(this, target);
        public Tensor vdot(Tensor target) => OpVdot.Call(this, target);
        public Tensor bmm(Tensor batch2) => OpBmm.Call(this, batch2);
        public Tensor inner(Tensor vec2) => OpInner.Call(this, vec2);
        public Tensor outer(Tensor vec2) => OpOuter.Call(this, vec2);
        public Tensor ger(Tensor vec2) => outer(vec2);
        public Tensor kron(Tensor other) => OpKron.Call(this, other);

        public Tensor baddbmm(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) => OpBaddbmm.Call(this, batch1, batch2, beta, alpha);
        public Tensor addbmm(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) => OpAddbmm.Call(this, batch1, batch2, beta, alpha);
        public Tensor addbmm_(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) => OpAddbmm_.Update(this, batch1, batch2, beta, alpha);
        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) => OpAddmm.Call(this, mat1, mat2, beta, alpha);
        public Tensor addmm_(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) => OpAddmm_.Update(this, mat1, mat2, beta, alpha);
        public Tensor addmv(Tensor mat, Tensor vec, float beta = 1, float alpha = 1) => OpAddmv.Call(this, mat, vec, beta, alpha);
        public Tensor addmv_(Tensor mat, Tensor vec, float beta = 1, float alpha = 1) => OpAddmv_.Update(this, mat, vec, beta, alpha);
        public Tensor addr(Tensor vec1, Tensor vec2, float beta = 1, float alpha = 1) => OpAddr.Call(this, vec1, vec2, beta, alpha);
        public Tensor addr_(Tensor vec1, Tensor vec2, float beta = 1, float alpha = 1) => OpAddr_.Update(this, vec1, vec2, beta, alpha);

        public Tensor tensordot(Tensor b, long dims = 2)
        {
            var first = Enumerable.Range(0, (int)dims).ToArray();
            return tensordot(b, Array.ConvertAll(first, i => i - dims), Array.ConvertAll(first, i => (long)i));
        }

        public Tensor tensordot(Tensor b, long[] dims1, long[] dims2) => OpTensordot.Call(this, b, dims1, dims2);
        public Tensor tensordot(Tensor b, (long, long)[] dims) =>
            tensordot(b, Array.ConvertAll(dims, d => d.Item1), Array.ConvertAll(dims, d => d.Item2));

        public Tensor det() => OpDet.Call(this);
        public Tensor logdet() => OpLogdet.Call(this);
        public Tensor matrix_exp() => OpMatrixExp.Call(this);
        public Tensor inverse() => linalg.inv(this);
        public Tensor matrix_power(int n) => OpMatrixPower.Call(this, n);
        public Tensor pinverse(double rcond = 1e-15, bool hermitian = false) => OpLinalgPinv.Call(this, rcond, hermitian);
        public Tensor cholesky_inverse(bool upper = false) => OpCholeskyInverse.Call(this, upper);
        public Tensor cholesky_solve(Tensor input2, bool upper = false) => OpCholeskySolve.Call(this, input2, upper);
        public (Tensor a, Tensor tau) geqrf() => OpGeqrf.Call2(this);
        public Tensor ormqr(Tensor tau, Tensor other, bool left = true, bool transpose = false) => OpOrmqr.Call(this, tau, other, left, transpose);
    }
}
