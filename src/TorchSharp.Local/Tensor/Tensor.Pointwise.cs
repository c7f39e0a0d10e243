using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Op OpExp = new("exp"), OpExp_ = new("exp_"), OpExp2 = new("exp2"), OpExp2_ = new("exp2_"), OpExpm1 = new("expm1"),
            OpExpm1_ = new("expm1_"), OpLog = new("log"), OpLog_ = new("log_"), OpLog10 = new("log10"), OpLog10_ = new("log10_"),
            OpLog1p = new("log1p"), OpLog1p_ = new("log1p_"), OpLog2 = new("log2"), OpLog2_ = new("log2_"), OpSqrt = new("sqrt"),
            OpSqrt_ = new("sqrt_"), OpRsqrt = new("rsqrt"), OpRsqrt_ = new("rsqrt_"), OpPowTensorScalar = new("pow", "Tensor_Scalar"),
            OpPowTensorTensor = new("pow", "Tensor_Tensor"), OpPowTensor_ = new("pow_", "Tensor"), OpPowScalar_ = new("pow_", "Scalar"),
            OpFloatPowerTensorTensor = new("float_power", "Tensor_Tensor"), OpFloatPowerTensor_ = new("float_power_", "Tensor"),
            OpLogaddexp = new("logaddexp"), OpLogaddexp2 = new("logaddexp2"), OpLogit = new("logit"), OpLogit_ = new("logit_"),
            OpXlogyTensor = new("xlogy", "Tensor"), OpXlogyScalarOther = new("xlogy", "Scalar_Other"), OpXlogyTensor_ = new("xlogy_", "Tensor"),
            OpXlogyScalarOther_ = new("xlogy_", "Scalar_Other"), OpLdexpTensor = new("ldexp", "Tensor"), OpLdexp_ = new("ldexp_"),
            OpFrexpTensor = new("frexp", "Tensor"), OpHypot = new("hypot"), OpCeil = new("ceil"), OpCeil_ = new("ceil_"), OpFloor = new("floor"),
            OpFloor_ = new("floor_"), OpTrunc = new("trunc"), OpTrunc_ = new("trunc_"), OpFrac = new("frac"), OpFrac_ = new("frac_"),
            OpRoundDecimals = new("round", "decimals"), OpRoundDecimals_ = new("round_", "decimals"), OpClamp = new("clamp"),
            OpClampTensor = new("clamp", "Tensor"), OpClamp_ = new("clamp_"), OpClampTensor_ = new("clamp_", "Tensor"), OpClampMax = new("clamp_max"),
            OpClampMax_ = new("clamp_max_"), OpClampMin = new("clamp_min"), OpClampMin_ = new("clamp_min_"), OpNanToNum = new("nan_to_num"),
            OpNanToNum_ = new("nan_to_num_"), OpCopysignTensor = new("copysign", "Tensor"), OpCopysignTensor_ = new("copysign_", "Tensor"),
            OpNextafter = new("nextafter"), OpNextafter_ = new("nextafter_"), OpHeaviside = new("heaviside"), OpHeaviside_ = new("heaviside_"),
            OpErf = new("erf"), OpErf_ = new("erf_"), OpErfc = new("erfc"), OpErfc_ = new("erfc_"), OpErfinv = new("erfinv"),
            OpErfinv_ = new("erfinv_"), OpDigamma = new("digamma"), OpDigamma_ = new("digamma_"), OpLgamma = new("lgamma"),
            OpLgamma_ = new("lgamma_"), OpI0 = new("i0"), OpI0_ = new("i0_"), OpIgamma = new("igamma"), OpIgammac = new("igammac"),
            OpMvlgamma = new("mvlgamma"), OpMvlgamma_ = new("mvlgamma_"), OpPolygamma = new("polygamma"), OpPolygamma_ = new("polygamma_"),
            OpReal = new("real"), OpImag = new("imag"), OpAngle = new("angle"), OpConj = new("conj"), OpConjPhysical = new("conj_physical"),
            OpConjPhysical_ = new("conj_physical_"), OpResolveConj = new("resolve_conj"), OpResolveNeg = new("resolve_neg"),
            OpIsConj = new("is_conj"), OpIsNeg = new("is_neg"), OpViewAsComplex = new("view_as_complex"), OpViewAsReal = new("view_as_real");

        public Tensor exp() => OpExp.Call(this);
        public Tensor exp_() => OpExp_.Update(this);
        public Tensor exp2() => OpExp2.Call(this);
        public Tensor exp2_() => OpExp2_.Update(this);
        public Tensor expm1() => OpExpm1.Call(this);
        public Tensor expm1_() => OpExpm1_.Update(this);
        public Tensor log() => OpLog.Call(this);
        public Tensor log_() => OpLog_.Update(this);
        public Tensor log10() => OpLog10.Call(this);
        public Tensor log10_() => OpLog10_.Update(this);
        public Tensor log1p() => OpLog1p.Call(this);
        public Tensor log1p_() => OpLog1p_.Update(this);
        public Tensor log2() => OpLog2.Call(this);
        public Tensor log2_() => OpLog2_.Update(this);
        public Tensor sqrt() => OpSqrt.Call(this);
        public Tensor sqrt_() => OpSqrt_.Update(this);
        public Tensor rsqrt() => OpRsqrt.Call(this);
        public Tensor rsqrt_() => OpRsqrt_.Update(this);
        public Tensor square() => OpPowTensorScalar.Call(this, 2);
        public Tensor pow(Tensor exponent) => OpPowTensorTensor.Call(this, exponent);
        public Tensor pow(Scalar exponent) => OpPowTensorScalar.Call(this, exponent);
        public Tensor pow_(Tensor exponent) => OpPowTensor_.Update(this, exponent);
        public Tensor pow_(Scalar exponent) => OpPowScalar_.Update(this, exponent);
        public Tensor float_power(Tensor target) => OpFloatPowerTensorTensor.Call(this, target);
        public Tensor float_power_(Tensor target) => OpFloatPowerTensor_.Update(this, target);
        public Tensor logaddexp(Tensor other) => OpLogaddexp.Call(this, other);
        public Tensor logaddexp2(Tensor other) => OpLogaddexp2.Call(this, other);
        public Tensor logit(double? eps = null) => OpLogit.Call(this, eps);
        public Tensor logit_(double? eps = null) => OpLogit_.Update(this, eps);
        public Tensor xlogy(Tensor y) => OpXlogyTensor.Call(this, y);
        public Tensor xlogy(Scalar y) => OpXlogyScalarOther.Call(this, y);
        public Tensor xlogy_(Tensor y) => OpXlogyTensor_.Update(this, y);
        public Tensor xlogy_(Scalar y) => OpXlogyScalarOther_.Update(this, y);
        public Tensor ldexp(Tensor other) => OpLdexpTensor.Call(this, other);
        public Tensor ldexp_(Tensor other) => OpLdexp_.Update(this, other);
        public (Tensor Mantissa, Tensor Exponent) frexp() => OpFrexpTensor.Call2(this);
        public Tensor hypot(Tensor other) => OpHypot.Call(this, other);

        public Tensor ceil() => OpCeil.Call(this);
        public Tensor ceil_() => OpCeil_.Update(this);
        public Tensor floor() => OpFloor.Call(this);
        public Tensor floor_() => OpFloor_.Update(this);
        public Tensor trunc() => OpTrunc.Call(this);
        public Tensor trunc_() => OpTrunc_.Update(this);
        public Tensor frac() => OpFrac.Call(this);
        public Tensor frac_() => OpFrac_.Update(this);
        public Tensor fix() => trunc();
        public Tensor fix_() => trunc_();
        public Tensor round(long decimals = 0) => OpRoundDecimals.Call(this, decimals);
        public Tensor round_(long decimals = 0) => OpRoundDecimals_.Update(this, decimals);
        public Tensor clamp(Scalar? min = null, Scalar? max = null) => OpClamp.Call(this, min, max);
        public Tensor clamp(Tensor? min = null, Tensor? max = null) => OpClampTensor.Call(this, min, max);
        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => OpClamp_.Update(this, min, max);
        public Tensor clamp_(Tensor? min = null, Tensor? max = null) => OpClampTensor_.Update(this, min, max);
        public Tensor clip(Scalar? min = null, Scalar? max = null) => clamp(min, max);
        public Tensor clamp_max(Scalar max) => OpClampMax.Call(this, max);
        public Tensor clamp_max_(Scalar max) => OpClampMax_.Update(this, max);
        public Tensor clamp_min(Scalar min) => OpClampMin.Call(this, min);
        public Tensor clamp_min_(Scalar min) => OpClampMin_.Update(this, min);
        public Tensor nan_to_num(double nan = 0, double? posinf = null, double? neginf = null) => OpNanToNum.Call(this, nan, posinf, neginf);
        public Tensor nan_to_num_(double nan = 0, double? posinf = null, double? neginf = null) => OpNanToNum_.Update(this, nan, posinf, neginf);
        public Tensor copysign(Tensor other) => OpCopysignTensor.Call(this, other);
        public Tensor copysign_(Tensor other) => OpCopysignTensor_.Update(this, other);
        public Tensor nextafter(Tensor other) => OpNextafter.Call(this, other);
        public Tensor nextafter_(Tensor other) => OpNextafter_.Update(this, other);
        public Tensor heaviside(Tensor other) => OpHeaviside.Call(this, other);
        public Tensor heaviside_(Tensor other) => OpHeaviside_.Update(this, other);

        public Tensor erf() => OpErf.Call(this);
        public Tensor erf_() => OpErf_.Update(this);
        public Tensor erfc() => OpErfc.Call(this);
        public Tensor erfc_() => OpErfc_.Update(this);
        public Tensor erfinv() => OpErfinv.Call(this);
        public Tensor erfinv_() => OpErfinv_.Update(this);
        public Tensor digamma() => OpDigamma.Call(this);
        public Tensor digamma_() => OpDigamma_.Update(this);
        public Tensor lgamma() => OpLgamma.Call(this);
        public Tensor lgamma_() => OpLgamma_.Update(this);
        public Tensor i0() => OpI0.Call(this);
        public Tensor i0_() => OpI0_.Update(this);
        public Tensor igamma(Tensor other) => OpIgamma.Call(this, other);
        public Tensor igammac(Tensor other) => OpIgammac.Call(this, other);
        public Tensor mvlgamma(long p) => OpMvlgamma.Call(this, p);
        public Tensor mvlgamma_(long p) => OpMvlgamma_.Update(this, p);
        public Tensor polygamma(long p) => OpPolygamma.Call(p, this);
        public Tensor polygamma_(long p) => OpPolygamma_.Update(this, p);

        public Tensor real => OpReal.Call(this);
        public Tensor imag => OpImag.Call(this);
        public Tensor angle() => OpAngle.Call(this);
        public Tensor conj() => OpConj.Call(this);
        public Tensor conj_physical() => OpConjPhysical.Call(this);
        public Tensor conj_physical_() => OpConjPhysical_.Update(this);
        public Tensor resolve_conj() => OpResolveConj.Call(this);
        public Tensor resolve_neg() => OpResolveNeg.Call(this);
        public bool is_conj() => OpIsConj.CallBool(this);
        public bool is_neg() => OpIsNeg.CallBool(this);
        public Tensor view_as_complex() => OpViewAsComplex.Call(this);
        public Tensor view_as_real() => OpViewAsReal.Call(this);
    }
}
