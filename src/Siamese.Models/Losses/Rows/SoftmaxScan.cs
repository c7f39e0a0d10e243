using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace TorchSharp.Siamese.Models.Losses.Rows;

/// <summary>The logarithm of a sum of exponentials, and the softmax, of a row; minus infinity stands for what is left out.</summary>
internal static class SoftmaxScan
{
    /// <summary>Turns logits into their softmax, in place.</summary>
    /// <returns>The log-sum-exp; minus infinity where all is left out, and the row is then zeros.</returns>
    public static double Run<T>(Span<T> logits)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var largest = T.NegativeInfinity;
        foreach (var logit in logits)
            largest = logit > largest ? logit : largest;
        if (!T.IsFinite(largest))
        {
            logits.Clear();
            return double.CreateTruncating(largest);
        }
        var sum = Exponentials(logits, largest);
        var by = T.CreateTruncating(1 / sum);
        for (var j = 0; j < logits.Length; j++)
            logits[j] *= by;
        return double.CreateTruncating(largest) + Math.Log(sum);
    }

    private static double Exponentials<T>(Span<T> logits, T largest)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var k = 0;
        var sum = 0.0;
        ref var first = ref MemoryMarshal.GetReference(logits);
        var shift = Vector256.Create(largest);
        for (; k <= logits.Length - Vector256<T>.Count; k += Vector256<T>.Count)
        {
            var shifted = Vector256.LoadUnsafe(ref first, (nuint)k) - shift;
            var exponentials = typeof(T) == typeof(double)
                ? Vector256.Exp(shifted.AsDouble()).As<double, T>()
                : Vector256.Exp(shifted.AsSingle()).As<float, T>();
            exponentials.StoreUnsafe(ref first, (nuint)k);
            sum += double.CreateTruncating(Vector256.Sum(exponentials));
        }
        for (; k < logits.Length; k++)
        {
            logits[k] = T.Exp(logits[k] - largest);
            sum += double.CreateTruncating(logits[k]);
        }
        return sum;
    }
}
