using static TorchSharp.torch;

namespace TorchSharp.Local.Tests.Tensors;

internal static class TensorAssert
{
    /// <summary>Shape and values, these in row-major order.</summary>
    public static void Holds(Tensor actual, long[] shape, double[] values, double within = 1e-6)
    {
        using var scope = NewDisposeScope();
        Assert.That(actual.shape, Is.EqualTo(shape), "shape");
        Assert.That(actual.detach().to(float64).flatten().data<double>().ToArray(), Is.EqualTo(values).Within(within));
    }

    public static void Holds(Tensor actual, params double[] values) => Holds(actual, [values.Length], values);

    public static void IsScalar(Tensor actual, double value, double within = 1e-6) => Holds(actual, [], [value], within);
}
