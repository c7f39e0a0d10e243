using TorchSharp.Interop;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The operators that updates are made of, where a tensor is not plain memory.</summary>
internal static class InPlace
{
    private static readonly Op OpMul = new("mul_", "Scalar");
    private static readonly Op OpAdd = new("add_", "Tensor");
    private static readonly Op OpAddScalar = new("add_", "Scalar");
    private static readonly Op OpAddcmul = new("addcmul_");
    private static readonly Op OpAddcdiv = new("addcdiv_");
    private static readonly Op OpCopy = new("copy_");
    private static readonly Op OpMaximum = new("maximum", "out");
    private static readonly Op OpLess = new("addcmul");
    private static readonly Op OpConj = new("conj");
    private static readonly Op OpSqrt = new("sqrt");
    private static readonly Op OpNeg = new("neg");
    private static readonly Op OpSum = new("add", "Tensor");

    /// <summary>t *= factor</summary>
    public static void Scale(Tensor t, double factor) => OpMul.Run(t, factor);

    /// <summary>t += factor * x</summary>
    public static void AddScaled(Tensor t, Tensor x, double factor) => OpAdd.Run(t, x, factor);

    /// <summary>t += factor * x * y</summary>
    public static void AddProduct(Tensor t, Tensor x, Tensor y, double factor) => OpAddcmul.Run(t, x, y, factor);

    /// <summary>t += factor * |x|^2</summary>
    public static void AddSquare(Tensor t, Tensor x, double factor) => AddProduct(t, x, x.is_complex() ? OpConj.Call(x) : x, factor);

    /// <summary>t += factor * x / y</summary>
    public static void AddQuotient(Tensor t, Tensor x, Tensor y, double factor) => OpAddcdiv.Run(t, x, y, factor);

    /// <summary>t = x</summary>
    public static void Assign(Tensor t, Tensor x) => OpCopy.Run(t, x);

    /// <summary>t = max(t, x)</summary>
    public static void RaiseTo(Tensor t, Tensor x) => OpMaximum.Run(t, x, t);

    /// <summary>A new tensor, sqrt(t) * factor + offset.</summary>
    public static Tensor Root(Tensor t, double offset, double factor = 1)
    {
        var root = OpSqrt.Call(t);
        if (factor != 1) Scale(root, factor);
        OpAddScalar.Run(root, offset);
        return root;
    }

    /// <summary>The gradient as updates take it: turned around to maximize, plus decay * parameter.</summary>
    public static Tensor Direction(Tensor grad, Tensor parameter, bool maximize, double decay)
    {
        if (maximize) grad = OpNeg.Call(grad);
        return decay == 0 ? grad : OpSum.Call(grad, parameter, decay);
    }

    /// <summary>A new tensor, t - x^2.</summary>
    public static Tensor LessSquare(Tensor t, Tensor x) => OpLess.Call(t, x, x, -1);

    /// <summary>A new tensor, x + factor * y.</summary>
    public static Tensor Sum(Tensor x, Tensor y, double factor) => OpSum.Call(x, y, factor);
}
