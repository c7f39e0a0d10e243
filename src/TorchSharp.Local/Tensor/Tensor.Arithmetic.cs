using System;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Op OpAddTensor = new("add", "Tensor"), OpAddScalar = new("add", "Scalar"), OpAddTensor_ = new("add_", "Tensor"),
            OpAddScalar_ = new("add_", "Scalar"), OpSubTensor = new("sub", "Tensor"), OpSubScalar = new("sub", "Scalar"),
            OpSubTensor_ = new("sub_", "Tensor"), OpSubScalar_ = new("sub_", "Scalar"), OpMulTensor = new("mul", "Tensor"),
            OpMulScalar = new("mul", "Scalar"), OpMulTensor_ = new("mul_", "Tensor"), OpMulScalar_ = new("mul_", "Scalar"),
            OpDivTensor = new("div", "Tensor"), OpDivTensorMode = new("div", "Tensor_mode"), OpDivScalarMode = new("div", "Scalar_mode"),
            OpDivTensorMode_ = new("div_", "Tensor_mode"), OpDivScalarMode_ = new("div_", "Scalar_mode"),
            OpTrueDivideTensor = new("true_divide", "Tensor"), OpTrueDivideScalar = new("true_divide", "Scalar"),
            OpTrueDivideTensor_ = new("true_divide_", "Tensor"), OpTrueDivideScalar_ = new("true_divide_", "Scalar"),
            OpFloorDivide = new("floor_divide"), OpFloorDivideScalar = new("floor_divide", "Scalar"),
            OpFloorDivideTensor_ = new("floor_divide_", "Tensor"), OpFloorDivideScalar_ = new("floor_divide_", "Scalar"),
            OpRemainderTensor = new("remainder", "Tensor"), OpRemainderScalar = new("remainder", "Scalar"),
            OpRemainderTensor_ = new("remainder_", "Tensor"), OpRemainderScalar_ = new("remainder_", "Scalar"), OpFmodTensor = new("fmod", "Tensor"),
            OpFmodScalar = new("fmod", "Scalar"), OpFmodTensor_ = new("fmod_", "Tensor"), OpFmodScalar_ = new("fmod_", "Scalar"), OpNeg = new("neg"),
            OpNeg_ = new("neg_"), OpAbs = new("abs"), OpAbs_ = new("abs_"), OpSign = new("sign"), OpSign_ = new("sign_"), OpSgn = new("sgn"),
            OpSgn_ = new("sgn_"), OpSignbit = new("signbit"), OpPositive = new("positive"), OpReciprocal = new("reciprocal"),
            OpReciprocal_ = new("reciprocal_"), OpAddcdiv = new("addcdiv"), OpAddcdiv_ = new("addcdiv_"), OpAddcmul = new("addcmul"),
            OpAddcmul_ = new("addcmul_"), OpLerpTensor = new("lerp", "Tensor"), OpLerpTensor_ = new("lerp_", "Tensor"), OpGcd = new("gcd"),
            OpGcd_ = new("gcd_"), OpLcm = new("lcm"), OpLcm_ = new("lcm_");

        public Tensor add(Tensor target) => OpAddTensor.Call(this, target);
        public Tensor add(Tensor target, Scalar alpha) => OpAddTensor.Call(this, target, alpha);
        public Tensor add(Scalar scalar) => OpAddScalar.Call(this, scalar);
        public Tensor add(Scalar scalar, Scalar alpha) => OpAddScalar.Call(this, scalar, alpha);
        public Tensor add_(Tensor target) => OpAddTensor_.Update(this, target);
        public Tensor add_(Tensor target, Scalar alpha) => OpAddTensor_.Update(this, target, alpha);
        public Tensor add_(Scalar scalar) => OpAddScalar_.Update(this, scalar);
        public Tensor add_(Scalar scalar, Scalar alpha) => OpAddScalar_.Update(this, scalar, alpha);

        public Tensor sub(Tensor target) => OpSubTensor.Call(this, target);
        public Tensor sub(Scalar target) => OpSubScalar.Call(this, target);
        public Tensor sub_(Tensor target) => OpSubTensor_.Update(this, target);
        public Tensor sub_(Scalar target) => OpSubScalar_.Update(this, target);
        public Tensor subtract(Tensor target) => sub(target);
        public Tensor subtract(Scalar target) => sub(target);
        public Tensor subtract_(Tensor target) => sub_(target);
        public Tensor subtract_(Scalar target) => sub_(target);

        public Tensor mul(Tensor target) => OpMulTensor.Call(this, target);
        public Tensor mul(Scalar target) => OpMulScalar.Call(this, target);
        public Tensor mul_(Tensor target) => OpMulTensor_.Update(this, target);
        public Tensor mul_(Scalar target) => OpMulScalar_.Update(this, target);
        public Tensor multiply(Tensor target) => mul(target);
        public Tensor multiply(Scalar target) => mul(target);

        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None ? OpDivTensor.Call(this, target) : OpDivTensorMode.Call(this, target, Name(rounding_mode));
        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => OpDivScalarMode.Call(this, target, Name(rounding_mode));
        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            OpDivTensorMode_.Update(this, target, Name(rounding_mode));
        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            OpDivScalarMode_.Update(this, target, Name(rounding_mode));
        public Tensor divide(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => div(target, rounding_mode);
        public Tensor divide(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => div(target, rounding_mode);
        public Tensor divide_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => div_(target, rounding_mode);
        public Tensor divide_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => div_(target, rounding_mode);
        public Tensor true_divide(Tensor other) => OpTrueDivideTensor.Call(this, other);
        public Tensor true_divide(Scalar other) => OpTrueDivideScalar.Call(this, other);
        public Tensor true_divide_(Tensor other) => OpTrueDivideTensor_.Update(this, other);
        public Tensor true_divide_(Scalar other) => OpTrueDivideScalar_.Update(this, other);
        public Tensor floor_divide(Tensor other) => OpFloorDivide.Call(this, other);
        public Tensor floor_divide(Scalar other) => OpFloorDivideScalar.Call(this, other);
        public Tensor floor_divide_(Tensor other) => OpFloorDivideTensor_.Update(this, other);
        public Tensor floor_divide_(Scalar other) => OpFloorDivideScalar_.Update(this, other);

        public Tensor remainder(Tensor target) => OpRemainderTensor.Call(this, target);
        public Tensor remainder(Scalar scalar) => OpRemainderScalar.Call(this, scalar);
        public Tensor remainder_(Tensor target) => OpRemainderTensor_.Update(this, target);
        public Tensor remainder_(Scalar scalar) => OpRemainderScalar_.Update(this, scalar);
        public Tensor fmod(Tensor target) => OpFmodTensor.Call(this, target);
        public Tensor fmod(Scalar scalar) => OpFmodScalar.Call(this, scalar);
        public Tensor fmod_(Tensor target) => OpFmodTensor_.Update(this, target);
        public Tensor fmod_(Scalar scalar) => OpFmodScalar_.Update(this, scalar);

        public Tensor neg() => OpNeg.Call(this);
        public Tensor neg_() => OpNeg_.Update(this);
        public Tensor negative() => neg();
        public Tensor abs() => OpAbs.Call(this);
        public Tensor abs_() => OpAbs_.Update(this);
        public Tensor absolute() => abs();
        public Tensor absolute_() => abs_();
        public Tensor sign() => OpSign.Call(this);
        public Tensor sign_() => OpSign_.Update(this);
        public Tensor sgn() => OpSgn.Call(this);
        public Tensor sgn_() => OpSgn_.Update(this);
        public Tensor signbit() => OpSignbit.Call(this);
        public Tensor positive() => dtype == ScalarType.Bool ? throw new ArgumentException("Boolean tensor") : OpPositive.Call(this);
        public Tensor reciprocal() => OpReciprocal.Call(this);
        public Tensor reciprocal_() => OpReciprocal_.Update(this);

        public Tensor addcdiv(Tensor tensor1, Tensor tensor2) => OpAddcdiv.Call(this, tensor1, tensor2);
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) => OpAddcdiv.Call(this, tensor1, tensor2, value);
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2) => OpAddcdiv_.Update(this, tensor1, tensor2);
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) => OpAddcdiv_.Update(this, tensor1, tensor2, value);
        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) => OpAddcmul.Call(this, tensor1, tensor2, value);
        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) => OpAddcmul_.Update(this, tensor1, tensor2, value);
        public Tensor lerp(Tensor end, Tensor weight) => OpLerpTensor.Call(this, end, weight);
        public Tensor lerp_(Tensor end, Tensor weight) => OpLerpTensor_.Update(this, end, weight);

        public Tensor gcd(Tensor other) => OpGcd.Call(this, other);
        public Tensor gcd_(Tensor other) => OpGcd_.Update(this, other);
        public Tensor lcm(Tensor other) => OpLcm.Call(this, Integral(other));
        public Tensor lcm_(Tensor other) => OpLcm_.Update(this, Integral(other));

        private static string? Name(RoundingMode mode) => mode == RoundingMode.None ? null : mode.ToString();

        private Tensor Integral(Tensor other)
        {
            if (!is_integral() || !other.is_integral()) throw new ArgumentException("Arguments to 'lcm' must have integer element types.");
            return other;
        }
    }
}
