using System.Runtime.InteropServices;
using TorchSharp.Siamese.Models.Training;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Insight;

/// <summary>A step whose sums still lie on the device, so that the host need not wait for them.</summary>
internal sealed class PendingStep : IDisposable
{
    private readonly StepFigures _figures;
    private readonly Tensor _sums;      // [3]: mean squared norm, mean squared distance, spread of the norms
    private readonly Tensor _labels;    // [N]

    private PendingStep(StepFigures figures, Tensor sums, Tensor labels)
        => (_figures, _sums, _labels) = (figures, sums, labels);

    public static PendingStep Of(TrainingStep taken, bool normalize)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var rows = taken.Embeddings.detach().to(ScalarType.Float64);      // squares of diverging rows overflow otherwise
        var squared = rows.square().sum([1]);                                          // [N]
        var norms = squared.sqrt();
        var spread = (norms - norms.mean()).square().mean().sqrt() / norms.mean().clamp_min(double.Epsilon);
        var seen = normalize ? nn.functional.normalize(rows) : rows;
        var sums = stack([squared.mean(), SquaredScale(seen), spread]).DetachFromDisposeScope();
        var labels = taken.Labels.clone().DetachFromDisposeScope();     // the trainer's own may change after the call
        var figures = new StepFigures(taken.Step, taken.Loss, taken.TupleCount, taken.ActiveCount, taken.GradientNorm, taken.LearningRate, double.NaN, double.NaN, double.NaN);
        return new PendingStep(figures, sums, labels);
    }

    /// <summary>Root of the mean squared distance of two rows; 0 for a single one.</summary>
    public static double ScaleOf(Tensor rows)
    {
        using var scope = NewDisposeScope();
        return Math.Sqrt(SquaredScale(rows).item<double>());
    }

    /// <summary>Waits for the device.</summary>
    public (StepFigures Figures, long[] Labels) Read()
    {
        using var scope = NewDisposeScope();
        var sums = MemoryMarshal.Cast<byte, double>(_sums.cpu().bytes);
        var labels = MemoryMarshal.Cast<byte, long>(_labels.to(ScalarType.Int64, CPU).contiguous().bytes).ToArray();
        return (_figures with { Norm = Math.Sqrt(sums[0]), Scale = Math.Sqrt(sums[1]), NormSpread = sums[2] }, labels);
    }

    public void Dispose()
    {
        _sums.Dispose();
        _labels.Dispose();
    }

    // The mean squared distance of two different rows is twice the variance over N - 1. In double: with a large common part
    // the difference of large numbers in single precision would be noise.
    private static Tensor SquaredScale(Tensor rows)
    {
        var wide = rows.to(ScalarType.Float64);
        return (wide - wide.mean([0], keepdim: true)).square().sum() * (2.0 / Math.Max(1, rows.shape[0] - 1));
    }
}
