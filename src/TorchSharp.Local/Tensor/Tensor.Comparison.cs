using System;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Op OpEqTensor = new("eq", "Tensor"), OpEqScalar = new("eq", "Scalar"), OpEqTensor_ = new("eq_", "Tensor"),
            OpEqScalar_ = new("eq_", "Scalar"), OpNeTensor = new("ne", "Tensor"), OpNeScalar = new("ne", "Scalar"),
            OpNeTensor_ = new("ne_", "Tensor"), OpNeScalar_ = new("ne_", "Scalar"), OpLtTensor = new("lt", "Tensor"),
            OpLtScalar = new("lt", "Scalar"), OpLtTensor_ = new("lt_", "Tensor"), OpLtScalar_ = new("lt_", "Scalar"),
            OpLeTensor = new("le", "Tensor"), OpLeScalar = new("le", "Scalar"), OpLeTensor_ = new("le_", "Tensor"),
            OpLeScalar_ = new("le_", "Scalar"), OpGtTensor = new("gt", "Tensor"), OpGtScalar = new("gt", "Scalar"),
            OpGtTensor_ = new("gt_", "Tensor"), OpGtScalar_ = new("gt_", "Scalar"), OpGeTensor = new("ge", "Tensor"),
            OpGeScalar = new("ge", "Scalar"), OpGeTensor_ = new("ge_", "Tensor"), OpGeScalar_ = new("ge_", "Scalar"), OpEqual = new("equal"),
            OpAllclose = new("allclose"), OpIsclose = new("isclose"), OpIsinTensorTensor = new("isin", "Tensor_Tensor"), OpIsinf = new("isinf"),
            OpIsfinite = new("isfinite"), OpIsposinf = new("isposinf"), OpIsneginf = new("isneginf"), OpIsnan = new("isnan"),
            OpIsreal = new("isreal"), OpIsNonzero = new("is_nonzero"), OpMaximum = new("maximum"), OpMinimum = new("minimum"), OpFmax = new("fmax"),
            OpFmin = new("fmin");

        public Tensor eq(Tensor target) => target is null ? torch.tensor(false) : OpEqTensor.Call(this, target);
        public Tensor eq(Scalar target) => target is null ? torch.tensor(false) : OpEqScalar.Call(this, target);
        public Tensor eq_(Tensor target) => OpEqTensor_.Update(this, target);
        public Tensor eq_(Scalar target) => OpEqScalar_.Update(this, target);
        public Tensor equal(Tensor target) => eq(target);
        public Tensor ne(Tensor target) => OpNeTensor.Call(this, target);
        public Tensor ne(Scalar target) => OpNeScalar.Call(this, target);
        public Tensor ne_(Tensor target) => OpNeTensor_.Update(this, target);
        public Tensor ne_(Scalar target) => OpNeScalar_.Update(this, target);
        public Tensor not_equal(Tensor target) => ne(target);
        public Tensor not_equal_(Tensor target) => ne_(target);
        public Tensor lt(Tensor target) => OpLtTensor.Call(this, target);
        public Tensor lt(Scalar target) => OpLtScalar.Call(this, target);
        public Tensor lt_(Tensor target) => OpLtTensor_.Update(this, target);
        public Tensor lt_(Scalar target) => OpLtScalar_.Update(this, target);
        public Tensor less(Tensor target) => lt(target);
        public Tensor le(Tensor target) => OpLeTensor.Call(this, target);
        public Tensor le(Scalar target) => OpLeScalar.Call(this, target);
        public Tensor le_(Tensor target) => OpLeTensor_.Update(this, target);
        public Tensor le_(Scalar target) => OpLeScalar_.Update(this, target);
        public Tensor less_equal(Tensor target) => le(target);
        public Tensor less_equal_(Tensor target) => le_(target);
        public Tensor gt(Tensor target) => OpGtTensor.Call(this, target);
        public Tensor gt(Scalar target) => OpGtScalar.Call(this, target);
        public Tensor gt_(Tensor target) => OpGtTensor_.Update(this, target);
        public Tensor gt_(Scalar target) => OpGtScalar_.Update(this, target);
        public Tensor greater(Tensor target) => gt(target);
        public Tensor ge(Tensor target) => OpGeTensor.Call(this, target);
        public Tensor ge(Scalar target) => OpGeScalar.Call(this, target);
        public Tensor ge_(Tensor target) => OpGeTensor_.Update(this, target);
        public Tensor ge_(Scalar target) => OpGeScalar_.Update(this, target);
        public Tensor greater_equal(Tensor target) => ge(target);

        /// <summary>Whether shapes and all values agree; type and device must.</summary>
        public bool Equals(Tensor target) => target is not null && OpEqual.CallBool(this, target);

        public override bool Equals(object? obj) => obj is Tensor target && Equals(target);

        public bool allclose(Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) =>
            target is not null && OpAllclose.CallBool(this, target, rtol, atol, equal_nan);

        public Tensor isclose(Tensor other, double rtol = 1e-05, double atol = 1e-08, bool nanEqual = false) =>
            OpIsclose.Call(this, other, rtol, atol, nanEqual);

        public Tensor isin(Tensor test_elements, bool assumeUnique = false, bool invert = false) =>
            OpIsinTensorTensor.Call(this, test_elements, assumeUnique, invert);

        public Tensor isinf() => OpIsinf.Call(this);
        public Tensor isfinite() => OpIsfinite.Call(this);
        public Tensor isposinf() => OpIsposinf.Call(this);
        public Tensor isneginf() => OpIsneginf.Call(this);
        public Tensor isnan() => OpIsnan.Call(this);
        public Tensor isreal() => OpIsreal.Call(this);

        public bool is_nonzero() =>
            numel() == 1 ? OpIsNonzero.CallBool(this) : throw new InvalidOperationException("is_nonzero() called on non-singleton tensor");

        public Tensor maximum(Tensor other) => OpMaximum.Call(this, other);
        public Tensor minimum(Tensor other) => OpMinimum.Call(this, other);
        public Tensor max(Tensor other) => maximum(other);
        public Tensor min(Tensor other) => minimum(other);
        public Tensor fmax(Tensor other) => OpFmax.Call(this, other);
        public Tensor fmin(Tensor other) => OpFmin.Call(this, other);
    }
}
