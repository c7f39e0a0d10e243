using System;
using System.Collections.Generic;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class linalg
    {
        private static readonly Op OpLinalgInv = new("linalg_inv"), OpLinalgPinvAtolRtolFloat = new("linalg_pinv", "atol_rtol_float"),
            OpLinalgPinvAtolRtolTensor = new("linalg_pinv", "atol_rtol_tensor"), OpLinalgSolve = new("linalg_solve"),
            OpLinalgSolveEx = new("linalg_solve_ex"), OpLinalgSolveTriangular = new("linalg_solve_triangular"),
            OpLinalgSolveTriangularOut = new("linalg_solve_triangular", "out"), OpLinalgLuSolve = new("linalg_lu_solve"),
            OpLinalgLuSolveOut = new("linalg_lu_solve", "out"), OpLinalgLdlSolve = new("linalg_ldl_solve"), OpLinalgLstsq = new("linalg_lstsq"),
            OpLinalgTensorinv = new("linalg_tensorinv"), OpLinalgTensorsolve = new("linalg_tensorsolve"), OpLinalgMultiDot = new("linalg_multi_dot"),
            OpLinalgCross = new("linalg_cross"), OpLinalgVecdot = new("linalg_vecdot"), OpLinalgVecdotOut = new("linalg_vecdot", "out"),
            OpLinalgVander = new("linalg_vander");

        public static Tensor inv(Tensor input) => OpLinalgInv.Call(input);
        public static Tensor pinv(Tensor input, double? atol = null, double? rtol = null, bool hermitian = false) =>
            OpLinalgPinvAtolRtolFloat.Call(input, atol, rtol, hermitian);
        public static Tensor pinv(Tensor input, Tensor atol, Tensor? rtol = null, bool hermitian = false) =>
            OpLinalgPinvAtolRtolTensor.Call(input, atol, rtol, hermitian);
        public static Tensor solve(Tensor A, Tensor B, bool left = true) => OpLinalgSolve.Call(A, B, left);
        public static (Tensor result, Tensor info) solve_ex(Tensor A, Tensor B, bool left = true, bool check_errors = false) =>
            OpLinalgSolveEx.Call2(A, B, left, check_errors);
        public static Tensor solve_triangular(Tensor A, Tensor B, bool upper, bool left = true, bool unitriangular = false, Tensor? @out = null) =>
            @out is null
                ? OpLinalgSolveTriangular.Call(A, B, upper, left, unitriangular)
                : OpLinalgSolveTriangularOut.Call(A, B, upper, left, unitriangular, @out);
        public static Tensor lu_solve(Tensor LU, Tensor pivots, Tensor B, bool left = true, bool adjoint = false, Tensor? @out = null) =>
            @out is null ? OpLinalgLuSolve.Call(LU, pivots, B, left, adjoint) : OpLinalgLuSolveOut.Call(LU, pivots, B, left, adjoint, @out);
        public static Tensor ldl_solve(Tensor LD, Tensor pivots, Tensor B, bool hermitian = false) => OpLinalgLdlSolve.Call(LD, pivots, B, hermitian);
        public static (Tensor Solution, Tensor Residuals, Tensor Rank, Tensor SingularValues) lstsq(Tensor input, Tensor other) =>
            OpLinalgLstsq.Call4(input, other);
        public static (Tensor Solution, Tensor Residuals, Tensor Rank, Tensor SingularValues) lstsq(Tensor input, Tensor other, double rcond) =>
            OpLinalgLstsq.Call4(input, other, rcond);
        public static Tensor tensorinv(Tensor input, long ind) => OpLinalgTensorinv.Call(input, ind);
        public static Tensor tensorsolve(Tensor A, Tensor B, long[] dims) => OpLinalgTensorsolve.Call(A, B, Arg.Optional(dims));

        public static Tensor multi_dot(IList<Tensor> tensors) => tensors.Count switch
        {
            0 => throw new ArgumentException("Expected at least one tensor, got none.", nameof(tensors)),
            1 => tensors[0].alias(),
            _ => OpLinalgMultiDot.Call(Arg.List(tensors)),
        };
        public static Tensor cross(Tensor input, Tensor other, long dim = -1) => OpLinalgCross.Call(input, other, dim);
        public static Tensor vecdot(Tensor x, Tensor y, long dim = -1, Tensor? @out = null) =>
            @out is null ? OpLinalgVecdot.Call(x, y, dim) : OpLinalgVecdotOut.Call(x, y, dim, @out);
        public static Tensor vander(Tensor input, long? N = null) => OpLinalgVander.Call(input, N);
        public static Tensor diagonal(Tensor input, int offset = 0, int dim1 = -2, int dim2 = -1) => input.diagonal(offset, dim1, dim2);
        public static Tensor matrix_exp(Tensor input) => input.matrix_exp();
    }
}
