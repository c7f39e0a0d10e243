using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Op OpBitwiseAndTensor = new("bitwise_and", "Tensor"), OpBitwiseAndTensor_ = new("bitwise_and_", "Tensor"),
            OpBitwiseOrTensor = new("bitwise_or", "Tensor"), OpBitwiseOrTensor_ = new("bitwise_or_", "Tensor"),
            OpBitwiseXorTensor = new("bitwise_xor", "Tensor"), OpBitwiseXorTensor_ = new("bitwise_xor_", "Tensor"),
            OpBitwiseLeftShiftTensor = new("bitwise_left_shift", "Tensor"), OpBitwiseLeftShiftTensor_ = new("bitwise_left_shift_", "Tensor"),
            OpBitwiseRightShiftTensor = new("bitwise_right_shift", "Tensor"), OpBitwiseRightShiftTensor_ = new("bitwise_right_shift_", "Tensor"),
            OpBitwiseNot = new("bitwise_not"), OpBitwiseNot_ = new("bitwise_not_"), OpLogicalAnd = new("logical_and"),
            OpLogicalAnd_ = new("logical_and_"), OpLogicalOr = new("logical_or"), OpLogicalOr_ = new("logical_or_"),
            OpLogicalXor = new("logical_xor"), OpLogicalXor_ = new("logical_xor_"), OpLogicalNot = new("logical_not"),
            OpLogicalNot_ = new("logical_not_");

        public Tensor bitwise_and(Tensor other) => OpBitwiseAndTensor.Call(this, other);
        public Tensor bitwise_and_(Tensor other) => OpBitwiseAndTensor_.Update(this, other);
        public Tensor bitwise_or(Tensor other) => OpBitwiseOrTensor.Call(this, other);
        public Tensor bitwise_or_(Tensor other) => OpBitwiseOrTensor_.Update(this, other);
        public Tensor bitwise_xor(Tensor other) => OpBitwiseXorTensor.Call(this, other);
        public Tensor bitwise_xor_(Tensor other) => OpBitwiseXorTensor_.Update(this, other);
        public Tensor bitwise_left_shift(Tensor other) => OpBitwiseLeftShiftTensor.Call(this, other);
        public Tensor bitwise_left_shift_(Tensor other) => OpBitwiseLeftShiftTensor_.Update(this, other);
        public Tensor bitwise_right_shift(Tensor other) => OpBitwiseRightShiftTensor.Call(this, other);
        public Tensor bitwise_right_shift_(Tensor other) => OpBitwiseRightShiftTensor_.Update(this, other);
        public Tensor bitwise_not() => OpBitwiseNot.Call(this);
        public Tensor bitwise_not_() => OpBitwiseNot_.Update(this);

        public Tensor logical_and(Tensor other) => OpLogicalAnd.Call(this, other);
        public Tensor logical_and_(Tensor other) => OpLogicalAnd_.Update(this, other);
        public Tensor logical_or(Tensor other) => OpLogicalOr.Call(this, other);
        public Tensor logical_or_(Tensor other) => OpLogicalOr_.Update(this, other);
        public Tensor logical_xor(Tensor other) => OpLogicalXor.Call(this, other);
        public Tensor logical_xor_(Tensor other) => OpLogicalXor_.Update(this, other);
        public Tensor logical_not() => OpLogicalNot.Call(this);
        public Tensor logical_not_() => OpLogicalNot_.Update(this);
    }
}
