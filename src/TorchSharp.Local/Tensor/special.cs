using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>What has a name of its own here and is the same function as in <see cref="torch"/> or on the tensor, and a few more.</summary>
    public static partial class special
    {
        private static readonly Op OpSpecialEntr = new("special_entr"), OpSpecialErfcx = new("special_erfcx"), OpSpecialI0e = new("special_i0e"),
            OpSpecialI1 = new("special_i1"), OpSpecialI1e = new("special_i1e"), OpSpecialNdtr = new("special_ndtr"),
            OpSpecialNdtri = new("special_ndtri"), OpSpecialXlog1py = new("special_xlog1py"), OpSpecialZeta = new("special_zeta");

        public static Tensor erf(Tensor input) => input.erf();
        public static Tensor erfc(Tensor input) => input.erfc();
        public static Tensor erfinv(Tensor input) => input.erfinv();
        public static Tensor expit(Tensor input) => input.sigmoid();
        public static Tensor expm1(Tensor input) => input.expm1();
        public static Tensor exp2(Tensor input) => input.exp2();
        public static Tensor gammaln(Tensor input) => input.lgamma();
        public static Tensor gammainc(Tensor input, Tensor other) => input.igamma(other);
        public static Tensor gammaincc(Tensor input, Tensor other) => input.igammac(other);
        public static Tensor polygamma(long n, Tensor input) => input.polygamma(n);
        public static Tensor multigammaln(Tensor input, long p) => input.mvlgamma(p);
        public static Tensor digamma(Tensor input) => input.digamma();
        public static Tensor psi(Tensor input) => input.digamma();
        public static Tensor i0(Tensor input) => input.i0();
        public static Tensor logit(Tensor input) => input.logit();
        public static Tensor sinc(Tensor input) => input.sinc();
        public static Tensor sigmoid(Tensor input) => input.sigmoid();
        public static Tensor sigmoid_(Tensor input) => input.sigmoid_();
        public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => input.softmax(dim, dtype);
        public static Tensor log_softmax(Tensor input, long dim, ScalarType? dtype = null) => input.log_softmax(dim, dtype);
        public static Tensor entr(Tensor input) => OpSpecialEntr.Call(input);
        public static Tensor erfcx(Tensor input) => OpSpecialErfcx.Call(input);
        public static Tensor i0e(Tensor input) => OpSpecialI0e.Call(input);
        public static Tensor i1(Tensor input) => OpSpecialI1.Call(input);
        public static Tensor i1e(Tensor input) => OpSpecialI1e.Call(input);
        public static Tensor ndtr(Tensor input) => OpSpecialNdtr.Call(input);
        public static Tensor ndtri(Tensor input) => OpSpecialNdtri.Call(input);
        public static Tensor xlog1py(Tensor input, Tensor other) => OpSpecialXlog1py.Call(input, other);
        public static Tensor zeta(Tensor x, Tensor q) => OpSpecialZeta.Call(x, q);
    }
}
