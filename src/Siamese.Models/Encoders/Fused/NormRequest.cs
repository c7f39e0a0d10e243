using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Encoders.Fused;

/// <summary>Everything about a normalisation that has no gradient.</summary>
/// <param name="RunningMean">Of all batches, <c>[C]</c>, or null where the call does not change it.</param>
/// <param name="RunningVariance">As many, or null.</param>
/// <param name="Momentum">Weight of a new batch in the two.</param>
/// <param name="Epsilon">Added to variances.</param>
/// <param name="Relu">Whether negative results become 0.</param>
internal sealed record NormRequest(Tensor? RunningMean, Tensor? RunningVariance, double Momentum, double Epsilon, bool Relu)
{
    /// <summary>Means of the batch.</summary>
    public double[] Mean { get; init; } = [];

    /// <summary>One over the deviations of the batch.</summary>
    public double[] Inverse { get; init; } = [];

    /// <summary>Whether something was added before the ReLU.</summary>
    public bool HasAround { get; init; }

    /// <summary>Brings a batch into the running statistics, its variance over rows - 1.</summary>
    public void Track(double[] mean, double[] variance, long rows)
    {
        if (RunningMean is null || RunningVariance is null)
            return;
        var means = MemoryMarshal.Cast<byte, float>(RunningMean.bytes);
        var variances = MemoryMarshal.Cast<byte, float>(RunningVariance.bytes);
        var unbiased = (double)rows / Math.Max(1, rows - 1);
        for (var c = 0; c < mean.Length; c++)
        {
            means[c] += (float)(Momentum * (mean[c] - means[c]));
            variances[c] += (float)(Momentum * ((variance[c] * unbiased) - variances[c]));
        }
    }

    /// <summary>The straight line that the normalisation is: <c>scale x + move</c>.</summary>
    public (double[] Inverse, float[] Scale, float[] Move) Line(double[] mean, double[] variance, Tensor weight, Tensor bias)
    {
        var weights = MemoryMarshal.Cast<byte, float>(weight.bytes);
        var biases = MemoryMarshal.Cast<byte, float>(bias.bytes);
        var (inverse, scale, move) = (new double[mean.Length], new float[mean.Length], new float[mean.Length]);
        for (var c = 0; c < mean.Length; c++)
        {
            var one = 1 / Math.Sqrt(variance[c] + Epsilon);
            (inverse[c], scale[c], move[c]) = (one, (float)(weights[c] * one), (float)(biases[c] - (weights[c] * one * mean[c])));
        }
        return (inverse, scale, move);
    }
}
