using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class linalg
    {
        private static readonly Op OpLinalgNorm = new("linalg_norm"), OpLinalgNormOrdStr = new("linalg_norm", "ord_str"),
            OpLinalgVectorNorm = new("linalg_vector_norm"), OpLinalgMatrixNormStrOrd = new("linalg_matrix_norm", "str_ord"),
            OpLinalgMatrixNorm = new("linalg_matrix_norm"), OpLinalgCond = new("linalg_cond"), OpLinalgCondPStr = new("linalg_cond", "p_str"),
            OpLinalgDet = new("linalg_det"), OpLinalgSlogdet = new("linalg_slogdet"),
            OpLinalgMatrixRankAtolRtolFloat = new("linalg_matrix_rank", "atol_rtol_float"),
            OpLinalgMatrixRankAtolRtolTensor = new("linalg_matrix_rank", "atol_rtol_tensor");

        public static Tensor norm(Tensor input, long[]? dims = null, bool keepdim = false) =>
            OpLinalgNorm.Call(input, Arg.None, Arg.Optional(dims), keepdim);
        public static Tensor norm(Tensor input, int ord, long[]? dims = null, bool keepdim = false) =>
            OpLinalgNorm.Call(input, ord, Arg.Optional(dims), keepdim);
        public static Tensor norm(Tensor input, double ord, long[]? dims = null, bool keepdim = false) =>
            OpLinalgNorm.Call(input, ord, Arg.Optional(dims), keepdim);
        public static Tensor norm(Tensor input, string ord, long[]? dims = null, bool keepdim = false) =>
            OpLinalgNormOrdStr.Call(input, ord, Arg.Optional(dims), keepdim);
        public static Tensor vector_norm(Tensor input, double ord = 2, long[]? dims = null, bool keepdim = false) =>
            OpLinalgVectorNorm.Call(input, ord, Arg.Optional(dims), keepdim);

        /// <param name="dims">The last two if null.</param>
        public static Tensor matrix_norm(Tensor input, string ord = "fro", long[]? dims = null, bool keepdim = false) =>
            OpLinalgMatrixNormStrOrd.Call(input, ord, dims ?? [-2, -1], keepdim);

        /// <inheritdoc cref="matrix_norm(Tensor, string, long[], bool)"/>
        public static Tensor matrix_norm(Tensor input, double ord, long[]? dims = null, bool keepdim = false) =>
            OpLinalgMatrixNorm.Call(input, ord, dims ?? [-2, -1], keepdim);
        public static Tensor cond(Tensor input) => OpLinalgCond.Call(input);
        public static Tensor cond(Tensor input, int p) => OpLinalgCond.Call(input, p);
        public static Tensor cond(Tensor input, double p) => OpLinalgCond.Call(input, p);
        public static Tensor cond(Tensor input, string p) => OpLinalgCondPStr.Call(input, p);
        public static Tensor det(Tensor input) => OpLinalgDet.Call(input);
        public static (Tensor, Tensor) slogdet(Tensor input) => OpLinalgSlogdet.Call2(input);
        public static Tensor matrix_rank(Tensor input, double? atol = null, double? rtol = null, bool hermitian = false) =>
            OpLinalgMatrixRankAtolRtolFloat.Call(input, atol, rtol, hermitian);
        public static Tensor matrix_rank(Tensor input, Tensor atol, Tensor? rtol = null, bool hermitian = false) =>
            OpLinalgMatrixRankAtolRtolTensor.Call(input, atol, rtol, hermitian);
    }
}
