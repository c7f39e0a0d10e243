using NUnit.Framework;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.TestSupport;

/// <summary>Compares gradients with central finite differences, coordinate by coordinate.</summary>
public static class GradientCheck
{
    private const double Step = 1e-6;

    /// <summary>Fails where the gradient of a scalar function at <paramref name="point"/> is not its slope.</summary>
    /// <param name="function">float64 tensor to scalar.</param>
    /// <param name="point">float64; choose one that is not on a kink.</param>
    /// <param name="tolerance">Absolute, per coordinate.</param>
    public static void Agrees(Func<Tensor, Tensor> function, Tensor point, double tolerance = 1e-6)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(point);
        using var scope = NewDisposeScope();
        var input = point.detach().clone().requires_grad_();
        function(input).backward();
        var gradient = input.grad!.data<double>().ToArray();
        var values = point.data<double>().ToArray();
        for (var i = 0; i < values.Length; i++)
        {
            var slope = (At(function, values, point.shape, i, Step) - At(function, values, point.shape, i, -Step)) / (2 * Step);
            Assert.That(gradient[i], Is.EqualTo(slope).Within(tolerance), $"coordinate {i}");
        }
    }

    private static double At(Func<Tensor, Tensor> function, double[] values, long[] shape, int index, double step)
    {
        using var scope = NewDisposeScope();
        var moved = values.AsSpan().ToArray();
        moved[index] += step;
        return function(tensor(moved, shape)).item<double>();
    }
}
