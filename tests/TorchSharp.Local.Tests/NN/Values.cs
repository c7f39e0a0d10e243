using static TorchSharp.torch;

namespace TorchSharp.Local.Tests.NN;

/// <summary>Between tensors and plain numbers.</summary>
internal static class Values
{
    /// <summary>The elements in row-major order.</summary>
    public static double[] Of(Tensor t)
    {
        using var scope = NewDisposeScope();
        return t.detach().to(ScalarType.Float64).contiguous().data<double>().ToArray();
    }

    /// <summary>first, first + step, ... as float64.</summary>
    public static Tensor Count(double first, double step, params long[] shape)
    {
        var count = shape.Aggregate(1L, (product, size) => product * size);
        return tensor(Enumerable.Range(0, (int)count).Select(i => first + i * step).ToArray(), shape);
    }

    public static void Same(Tensor actual, double[] expected, double tolerance = 1e-8) =>
        Assert.That(Of(actual), Is.EqualTo(expected).Within(tolerance));
}
