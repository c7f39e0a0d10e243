using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Local.Tests.Tensors;

public class OperatorTests
{
    [Test]
    public void Arithmetic_BetweenTensors_IsElementwise()
    {
        using var scope = NewDisposeScope();
        Tensor a = tensor(new[] { 7f, -8 }), b = tensor(new[] { 2f, 4 });
        TensorAssert.Holds(a + b, 9, -4);
        TensorAssert.Holds(a - b, 5, -12);
        TensorAssert.Holds(a * b, 14, -32);
        TensorAssert.Holds(a / b, 3.5, -2);
        TensorAssert.Holds(a % tensor(new[] { 4f, 5 }), 3, 2);
        TensorAssert.Holds(-a, -7, 8);
    }

    [Test]
    public void Arithmetic_WithNumbersOnEitherSide_MatchesTheirOrder()
    {
        using var scope = NewDisposeScope();
        var a = tensor(new[] { 2f, 4 });
        TensorAssert.Holds(a + 1, 3, 5);
        TensorAssert.Holds(1 + a, 3, 5);
        TensorAssert.Holds(a - 1L, 1, 3);
        TensorAssert.Holds(1 - a, -1, -3);
        TensorAssert.Holds(1.5 - a, -0.5, -2.5);
        TensorAssert.Holds(a * 0.5f, 1, 2);
        TensorAssert.Holds(3L * a, 6, 12);
        TensorAssert.Holds(a / 2, 1, 2);
        TensorAssert.Holds(8 / a, 4, 2);
        TensorAssert.Holds(1.0 / a, 0.5, 0.25);
        TensorAssert.Holds(a % 3, 2, 1);
        TensorAssert.Holds((Scalar)2 * a, 4, 8);
    }

    [Test]
    public void Arithmetic_PromotesTypes()
    {
        using var scope = NewDisposeScope();
        var whole = tensor(new[] { 1, 2 });
        Assert.That((whole + 1).dtype, Is.EqualTo(ScalarType.Int32));
        Assert.That((whole + 1.0).dtype, Is.EqualTo(ScalarType.Float32));
        Assert.That((whole / whole).dtype, Is.EqualTo(ScalarType.Float32));
        Assert.That((whole + ones(2, float64)).dtype, Is.EqualTo(ScalarType.Float64));
        Assert.That((ones(2) * 2.0).dtype, Is.EqualTo(ScalarType.Float32));
        Assert.That(result_type(whole, ones(1)), Is.EqualTo(ScalarType.Float32));
        Assert.That(promote_types(ScalarType.Int64, ScalarType.Float16), Is.EqualTo(ScalarType.Float16));
        Assert.That((can_cast(float32, int64), can_cast(int64, float32)), Is.EqualTo((false, true)));
    }

    [Test]
    public void Arithmetic_BroadcastsOrRefuses()
    {
        using var scope = NewDisposeScope();
        TensorAssert.Holds(arange(2).unsqueeze(1) + arange(3), [2, 3], [0, 1, 2, 1, 2, 3]);
        var error = Assert.Throws<ExternalException>(() => _ = ones(2) + ones(3));
        Assert.That(error!.Message, Does.Contain("The size of tensor a (2) must match the size of tensor b (3)"));
    }

    [Test]
    public void Division_RoundsAsToldTo()
    {
        using var scope = NewDisposeScope();
        Tensor a = tensor(new[] { 7f, -7 });
        TensorAssert.Holds(a.div(2, RoundingMode.floor), 3, -4);
        TensorAssert.Holds(a.div(tensor(2f), RoundingMode.trunc), 3, -3);
        TensorAssert.Holds(a.floor_divide(2), 3, -4);
        TensorAssert.Holds(a.fmod(4), 3, -3);
        TensorAssert.Holds(a.remainder(4), 3, 1);
        TensorAssert.Holds(a.true_divide(2), 3.5, -3.5);
    }

    [Test]
    public void Bitwise_And_Logical()
    {
        using var scope = NewDisposeScope();
        Tensor a = tensor(new[] { 0b1100, 5 }), b = tensor(new[] { 0b1010, 1 });
        TensorAssert.Holds(a & b, 0b1000, 1);
        TensorAssert.Holds(a | b, 0b1110, 5);
        TensorAssert.Holds(a ^ b, 0b0110, 4);
        TensorAssert.Holds(~a, ~0b1100, ~5);
        TensorAssert.Holds(a.bitwise_left_shift(b.remainder(3)), 12 << 1, 10);
        TensorAssert.Holds(a.bitwise_right_shift(tensor(new[] { 2, 1 })), 3, 2);
        var yes = tensor(new[] { true, true, false });
        var no = tensor(new[] { false, true, false });
        TensorAssert.Holds(yes & no, 0, 1, 0);
        TensorAssert.Holds(yes.logical_or(no), 1, 1, 0);
        TensorAssert.Holds(yes.logical_xor(no), 1, 0, 0);
        TensorAssert.Holds(yes.logical_not(), 0, 0, 1);
        TensorAssert.Holds(~yes, 0, 0, 1);
    }

    [Test]
    public void Comparison_WithTensorsAndNumbers()
    {
        using var scope = NewDisposeScope();
        Tensor a = tensor(new[] { 1f, 2, 3 }), b = tensor(new[] { 3f, 2, 1 });
        TensorAssert.Holds(a == b, 0, 1, 0);
        TensorAssert.Holds(a != b, 1, 0, 1);
        TensorAssert.Holds(a < b, 1, 0, 0);
        TensorAssert.Holds(a <= b, 1, 1, 0);
        TensorAssert.Holds(a > b, 0, 0, 1);
        TensorAssert.Holds(a >= b, 0, 1, 1);
        TensorAssert.Holds(a > 1, 0, 1, 1);
        TensorAssert.Holds(2 > a, 1, 0, 0);
        TensorAssert.Holds(2 <= a, 0, 1, 1);
        TensorAssert.Holds(a == 2, 0, 1, 0);
        Assert.That((a == b).dtype, Is.EqualTo(ScalarType.Bool));
        TensorAssert.Holds(a.maximum(b), 3, 2, 3);
        TensorAssert.Holds(a.min(b), 1, 2, 1);
    }

    [Test]
    public void Equals_ComparesShapesAndAllValues()
    {
        using var scope = NewDisposeScope();
        Tensor a = tensor(new[] { 1f, 2 });
        Assert.That(a.Equals(tensor(new[] { 1f, 2 })), Is.True);
        Assert.That(a.Equals((object)tensor(new[] { 1f, 3 })), Is.False);
        Assert.That(a.Equals(tensor(new[] { 1f, 2, 3 })), Is.False);
        Assert.That(a.Equals((Tensor)null!), Is.False);
        Assert.That(a.allclose(a + 1e-9), Is.True);
        Assert.That(a.allclose(a + 0.1), Is.False);
        TensorAssert.Holds(a.isclose(tensor(new[] { 1f, 2.1f })), 1, 0);
        TensorAssert.Holds(a.isin(tensor(new[] { 2f, 5 })), 0, 1);
    }

    private static readonly Dictionary<string, (Func<Tensor, Tensor> Change, double[] Expected)> InPlace = new()
    {
        ["add_"] = (t => t.add_(1), [2, 5]),
        ["add_ alpha"] = (t => t.add_(ones(2), 3), [4, 7]),
        ["sub_"] = (t => t.sub_(tensor(new[] { 1f, 2 })), [0, 2]),
        ["mul_"] = (t => t.mul_(2), [2, 8]),
        ["div_"] = (t => t.div_(2), [0.5, 2]),
        ["pow_"] = (t => t.pow_(2), [1, 16]),
        ["sqrt_"] = (t => t.sqrt_(), [1, 2]),
        ["neg_"] = (t => t.neg_(), [-1, -4]),
        ["clamp_"] = (t => t.clamp_(2, 3), [2, 3]),
        ["clamp_min_"] = (t => t.clamp_min_(2), [2, 4]),
        ["fill_"] = (t => t.fill_(9), [9, 9]),
        ["copy_"] = (t => t.copy_(tensor(new[] { 5, 6 })), [5, 6]),
        ["masked_fill_"] = (t => t.masked_fill_(t > 2, -1), [1, -1]),
        ["index_fill_"] = (t => t.index_fill_(0, tensor(new[] { 1L }), 7), [1, 7]),
        ["scatter_"] = (t => t.scatter_(0, tensor(new[] { 1L }), tensor(new[] { 7f })), [1, 7]),
        ["scatter_add_"] = (t => t.scatter_add_(0, tensor(new[] { 1L, 1 }), ones(2)), [1, 6]),
        ["addcmul_"] = (t => t.addcmul_(ones(2), ones(2), 2), [3, 6]),
        ["addcdiv_"] = (t => t.addcdiv_(ones(2), full(2, 2.0), 2), [2, 5]),
        ["lerp_"] = (t => t.lerp_(zeros(2), tensor(0.5f)), [0.5, 2]),
        ["relu_"] = (t => t.relu_(), [1, 4]),
        ["eq_"] = (t => t.eq_(4), [0, 1]),
        ["remainder_"] = (t => t.remainder_(3), [1, 1]),
    };

    private static string[] Names => [.. InPlace.Keys];

    [TestCaseSource(nameof(Names))]
    public void InPlace_ChangesTheTensorAndReturnsIt(string name)
    {
        using var scope = NewDisposeScope();
        var t = tensor(new[] { 1f, 4 });
        var (change, expected) = InPlace[name];
        Assert.That(change(t), Is.SameAs(t));
        TensorAssert.Holds(t, expected);
    }

    [Test]
    public void Zero_ReturnsASecondObjectOverTheSameTensor()
    {
        using var t = ones(2);
        using (var second = t.zero_()) Assert.That(second, Is.Not.SameAs(t));
        TensorAssert.Holds(t, 0, 0);
    }

    [Test]
    public void InPlace_OnALeafThatNeedsAGradient_IsRefused()
    {
        using var scope = NewDisposeScope();
        var leaf = ones(2, requires_grad: true);
        Assert.Throws<ExternalException>(() => leaf.add_(1));
        using (no_grad()) leaf.add_(1);
        TensorAssert.Holds(leaf, 2, 2);
    }

    [Test]
    public void Conversions_BetweenNumbersAndTensors()
    {
        using var scope = NewDisposeScope();
        Tensor fromInt = 3, fromDouble = 2.5, fromArray = new[] { 1f, 2 };
        Assert.That((fromInt.dtype, fromDouble.dtype, fromArray.dtype), Is.EqualTo((ScalarType.Int32, ScalarType.Float64, ScalarType.Float32)));
        Assert.That(((float)fromDouble, (int)fromInt, (bool)fromInt), Is.EqualTo((2.5f, 3, true)));
    }
}
