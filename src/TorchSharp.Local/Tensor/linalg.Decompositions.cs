using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class linalg
    {
        private static readonly Op OpLinalgCholesky = new("linalg_cholesky"), OpLinalgCholeskyEx = new("linalg_cholesky_ex"),
            OpLinalgQr = new("linalg_qr"), OpLinalgSvd = new("linalg_svd"), OpLinalgSvdvals = new("linalg_svdvals"), OpLinalgEig = new("linalg_eig"),
            OpLinalgEigvals = new("linalg_eigvals"), OpLinalgEigh = new("linalg_eigh"), OpLinalgEigvalsh = new("linalg_eigvalsh"),
            OpLinalgLu = new("linalg_lu"), OpLinalgLuFactor = new("linalg_lu_factor"), OpLinalgLdlFactor = new("linalg_ldl_factor"),
            OpLinalgLdlFactorEx = new("linalg_ldl_factor_ex"), OpLinalgHouseholderProduct = new("linalg_householder_product");

        public static Tensor cholesky(Tensor input) => OpLinalgCholesky.Call(input);
        public static (Tensor L, Tensor info) cholesky_ex(Tensor input, bool check_errors = false) =>
            OpLinalgCholeskyEx.Call2(input, false, check_errors);
        public static (Tensor Q, Tensor R) qr(Tensor input, QRMode mode = QRMode.Reduced) =>
            OpLinalgQr.Call2(input, mode switch { QRMode.Reduced => "reduced", QRMode.Complete => "complete", _ => "r" });
        public static (Tensor U, Tensor S, Tensor Vh) svd(Tensor input, bool fullMatrices = true) => OpLinalgSvd.Call3(input, fullMatrices);
        public static Tensor svdvals(Tensor input) => OpLinalgSvdvals.Call(input);
        public static (Tensor, Tensor) eig(Tensor input) => OpLinalgEig.Call2(input);
        public static Tensor eigvals(Tensor input) => OpLinalgEigvals.Call(input);

        /// <param name="UPLO">Which triangle is read: L or U.</param>
        public static (Tensor, Tensor) eigh(Tensor input, char UPLO = 'L') => OpLinalgEigh.Call2(input, UPLO.ToString());

        /// <inheritdoc cref="eigh"/>
        public static Tensor eigvalsh(Tensor input, char UPLO = 'L') => OpLinalgEigvalsh.Call(input, UPLO.ToString());
        public static (Tensor P, Tensor L, Tensor U) lu(Tensor input, bool pivot = true) => OpLinalgLu.Call3(input, pivot);
        public static (Tensor LU, Tensor? Pivots) lu_factor(Tensor input, bool pivot = true) => OpLinalgLuFactor.Call2(input, pivot);
        public static (Tensor LU, Tensor? Pivots) ldl_factor(Tensor input, bool hermitian = true) => OpLinalgLdlFactor.Call2(input, hermitian);
        public static (Tensor LU, Tensor? Pivots, Tensor? Info) ldl_factor_ex(Tensor input, bool hermitian = true, bool check_errors = false) =>
            OpLinalgLdlFactorEx.Call3(input, hermitian, check_errors);
        public static Tensor householder_product(Tensor A, Tensor tau) => OpLinalgHouseholderProduct.Call(A, tau);

        public enum QRMode
        {
            Reduced = 0,
            Complete = 1,
            R = 2,
        }
    }
}
