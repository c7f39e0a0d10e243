using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Local.Tests.Tensors;

public class PointwiseTests
{
    private static readonly Dictionary<string, (Func<Tensor, Tensor> Apply, double[] At, Func<double, double> Expected)> Functions = new()
    {
        ["exp"] = (t => t.exp(), [-1, 0, 2], Math.Exp),
        ["exp2"] = (t => t.exp2(), [-1, 0, 3], x => Math.Pow(2, x)),
        ["expm1"] = (t => t.expm1(), [0, 1e-4], x => x + (x * x / 2) + (x * x * x / 6)),
        ["log"] = (t => t.log(), [1, Math.E, 10], Math.Log),
        ["log2"] = (t => t.log2(), [1, 8], Math.Log2),
        ["log10"] = (t => t.log10(), [1, 1000], Math.Log10),
        ["log1p"] = (t => t.log1p(), [0, 1], x => Math.Log(1 + x)),
        ["sqrt"] = (t => t.sqrt(), [0, 2, 9], Math.Sqrt),
        ["rsqrt"] = (t => t.rsqrt(), [1, 4], x => 1 / Math.Sqrt(x)),
        ["square"] = (t => t.square(), [-3, 0, 2], x => x * x),
        ["reciprocal"] = (t => t.reciprocal(), [2, -4], x => 1 / x),
        ["abs"] = (t => t.abs(), [-2, 0, 2], Math.Abs),
        ["sign"] = (t => t.sign(), [-2, 0, 2], x => Math.Sign(x)),
        ["ceil"] = (t => t.ceil(), [-1.5, 1.2], Math.Ceiling),
        ["floor"] = (t => t.floor(), [-1.5, 1.2], Math.Floor),
        ["trunc"] = (t => t.trunc(), [-1.5, 1.7], Math.Truncate),
        ["frac"] = (t => t.frac(), [-1.5, 1.25], x => x - Math.Truncate(x)),
        ["round"] = (t => t.round(), [0.5, 1.5, 2.5, -0.6], x => Math.Round(x, MidpointRounding.ToEven)),
        ["round to 1"] = (t => t.round(1), [1.26, -0.14], x => Math.Round(x, 1)),
        ["sin"] = (t => t.sin(), [0, 1], Math.Sin),
        ["cos"] = (t => t.cos(), [0, 1], Math.Cos),
        ["tan"] = (t => t.tan(), [0, 1], Math.Tan),
        ["asin"] = (t => t.asin(), [-1, 0.5], Math.Asin),
        ["acos"] = (t => t.acos(), [-1, 0.5], Math.Acos),
        ["atan"] = (t => t.atan(), [-1, 5], Math.Atan),
        ["sinh"] = (t => t.sinh(), [-1, 2], Math.Sinh),
        ["cosh"] = (t => t.cosh(), [-1, 2], Math.Cosh),
        ["tanh"] = (t => t.tanh(), [-1, 2], Math.Tanh),
        ["asinh"] = (t => t.asinh(), [-1, 2], Math.Asinh),
        ["acosh"] = (t => t.acosh(), [1, 2], Math.Acosh),
        ["atanh"] = (t => t.atanh(), [-0.5, 0.5], Math.Atanh),
        ["deg2rad"] = (t => t.deg2rad(), [180, -90], x => x * Math.PI / 180),
        ["rad2deg"] = (t => t.rad2deg(), [Math.PI], x => x * 180 / Math.PI),
        ["sinc"] = (t => t.sinc(), [0, 0.5], x => x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x)),
        ["sigmoid"] = (t => t.sigmoid(), [-2, 0, 30], x => 1 / (1 + Math.Exp(-x))),
        ["logit"] = (t => t.logit(), [0.2, 0.5], x => Math.Log(x / (1 - x))),
        ["relu"] = (t => t.relu(), [-2, 3], x => Math.Max(0, x)),
        ["relu6"] = (t => t.relu6(), [-2, 3, 9], x => Math.Clamp(x, 0, 6)),
        ["leaky_relu"] = (t => t.leaky_relu(0.1), [-2, 3], x => x < 0 ? 0.1 * x : x),
        ["elu"] = (t => t.elu(2), [-1, 3], x => x < 0 ? 2 * (Math.Exp(x) - 1) : x),
        ["silu"] = (t => t.silu(), [-1, 3], x => x / (1 + Math.Exp(-x))),
        ["softplus"] = (t => t.softplus(), [-1, 3, 40], x => Math.Log(1 + Math.Exp(x))),
        ["hardswish"] = (t => t.hardswish(), [-4, 1, 4], x => x * Math.Clamp(x + 3, 0, 6) / 6),
        ["log_sigmoid"] = (t => t.log_sigmoid(), [-1, 3], x => -Math.Log(1 + Math.Exp(-x))),
        ["threshold"] = (t => t.threshold(1, -5), [0, 2], x => x > 1 ? x : -5),
        ["pow 3"] = (t => t.pow(3), [-2, 2], x => x * x * x),
        ["clamp"] = (t => t.clamp(-1, 1), [-3, 0.5, 3], x => Math.Clamp(x, -1, 1)),
        ["clamp_min"] = (t => t.clamp_min(0), [-3, 3], x => Math.Max(0, x)),
        ["clamp_max"] = (t => t.clamp_max(0), [-3, 3], x => Math.Min(0, x)),
        ["xlogy"] = (t => t.xlogy(2), [0, 3], x => x * Math.Log(2)),
        ["lgamma"] = (t => t.lgamma(), [1, 5], x => x == 1 ? 0 : Math.Log(24)),
    };

    private static string[] Names => [.. Functions.Keys];

    [TestCaseSource(nameof(Names))]
    public void Function_AtKnownPoints_HasItsValue(string name)
    {
        using var scope = NewDisposeScope();
        var (apply, at, expected) = Functions[name];
        TensorAssert.Holds(apply(tensor(at)), [at.Length], [.. at.Select(expected)], 1e-9);
    }

    // erf(1), erfc(1), digamma(1) = -Euler's constant, i0(1), from tables.
    [Test]
    public void SpecialFunctions_MatchTables()
    {
        using var scope = NewDisposeScope();
        var one = tensor(1.0);
        TensorAssert.IsScalar(one.erf(), 0.8427007929497149, 1e-12);
        TensorAssert.IsScalar(one.erfc(), 0.1572992070502851, 1e-12);
        TensorAssert.IsScalar(one.erf().erfinv(), 1, 1e-12);
        TensorAssert.IsScalar(one.digamma(), -0.5772156649015329, 1e-12);
        TensorAssert.IsScalar(one.i0(), 1.2660658777520084, 1e-12);
        TensorAssert.IsScalar(one.polygamma(1), Math.PI * Math.PI / 6, 1e-8);
        TensorAssert.IsScalar(special.zeta(tensor(2.0), one), Math.PI * Math.PI / 6, 1e-12);
        TensorAssert.IsScalar(special.ndtr(tensor(0.0)), 0.5, 1e-12);
    }

    [Test]
    public void Softmax_SumsToOneAndItsLogarithmAgrees()
    {
        using var scope = NewDisposeScope();
        var t = tensor(new[,] { { 0.0, Math.Log(3) }, { 1000, 1000 } });
        TensorAssert.Holds(t.softmax(1), [2, 2], [0.25, 0.75, 0.5, 0.5]);
        TensorAssert.Holds(t.log_softmax(1).exp(), [2, 2], [0.25, 0.75, 0.5, 0.5]);
        Assert.That(tensor(new[] { 1, 2 }).softmax(0, float64).dtype, Is.EqualTo(ScalarType.Float64));
    }

    [Test]
    public void TwoArgumentFunctions_MatchHandComputedValues()
    {
        using var scope = NewDisposeScope();
        Tensor a = tensor(new[] { 3.0, -1 }), b = tensor(new[] { 4.0, 1 });
        TensorAssert.Holds(a.hypot(b), 5, Math.Sqrt(2));
        TensorAssert.Holds(a.atan2(b), Math.Atan2(3, 4), Math.Atan2(-1, 1));
        TensorAssert.Holds(a.pow(b), 81, -1);
        TensorAssert.Holds(a.logaddexp(b), Math.Log(Math.Exp(3) + Math.Exp(4)), Math.Log(Math.Exp(-1) + Math.Exp(1)));
        TensorAssert.Holds(a.copysign(-b), -3, -1);
        TensorAssert.Holds(a.heaviside(b), 1, 0);
        TensorAssert.Holds(a.lerp(b, tensor(0.25)), 3.25, -0.5);
        TensorAssert.Holds(a.addcmul(a, b, 2), 27, -3);
        TensorAssert.Holds(a.addcdiv(a, b), 3.75, -2);
        TensorAssert.Holds(a.add(b, 2), 11, 1);
        TensorAssert.Holds(tensor(new[] { 12, 18 }).gcd(tensor(new[] { 8, 27 })), 4, 9);
        TensorAssert.Holds(tensor(new[] { 4, 6 }).lcm(tensor(new[] { 6, 8 })), 12, 24);
        Assert.Throws<ArgumentException>(() => a.lcm(b));
    }

    [Test]
    public void Infinities_AndNan_AreToldApart()
    {
        using var scope = NewDisposeScope();
        var t = tensor(new[] { 1, double.NaN, double.PositiveInfinity, double.NegativeInfinity });
        TensorAssert.Holds(t.isnan(), 0, 1, 0, 0);
        TensorAssert.Holds(t.isinf(), 0, 0, 1, 1);
        TensorAssert.Holds(t.isfinite(), 1, 0, 0, 0);
        TensorAssert.Holds(t.isposinf(), 0, 0, 1, 0);
        TensorAssert.Holds(t.isneginf(), 0, 0, 0, 1);
        TensorAssert.Holds(t.nan_to_num(0, 7, -7), 1, 0, 7, -7);
    }

    [Test]
    public void Complex_PartsAndConjugate()
    {
        using var scope = NewDisposeScope();
        var z = complex(tensor(new[] { 3.0 }), tensor(new[] { 4.0 }));
        TensorAssert.Holds(z.abs(), 5);
        TensorAssert.Holds(z.conj().resolve_conj().imag, -4);
        TensorAssert.Holds(z.view_as_real(), [1, 2], [3, 4]);
        TensorAssert.Holds(z.angle(), Math.Atan2(4, 3));
        TensorAssert.Holds(polar(tensor(new[] { 2.0 }), tensor(new[] { Math.PI / 2 })).imag, 2);
        Assert.Throws<ExternalException>(() => _ = ones(1).imag);
    }

    [Test]
    public void Positive_OfBooleans_IsRefused() => Assert.Throws<ArgumentException>(() => tensor(true).positive());

    [Test]
    public void Static_Forms_AreTheInstanceForms()
    {
        using var scope = NewDisposeScope();
        var t = tensor(new[] { 4.0, 9 });
        TensorAssert.Holds(torch.sqrt(t), 2, 3);
        TensorAssert.Holds(torch.add(t, t, 2), 12, 27);
        TensorAssert.Holds(torch.clamp(t, 5, 8), 5, 8);
        TensorAssert.Holds(torch.pow(t, 2), 16, 81);
        TensorAssert.Holds(torch.maximum(t, t.flip(0)), 9, 9);
        Assert.That(torch.sqrt_(t), Is.SameAs(t));
    }
}
