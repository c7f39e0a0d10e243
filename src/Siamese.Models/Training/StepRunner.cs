using TorchSharp.Modules;
using TorchSharp.Siamese.Data.Loading;
using TorchSharp.Siamese.Models.Memory;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Training;

/// <summary>Forward, prices, backward and step of the optimiser, for one batch or a group of them.</summary>
internal sealed class StepRunner(
    nn.Module<Tensor, Tensor> encoder, IReadOnlyList<TrainingLoss> losses, OptimizerHelper optimizer, SiameseTrainerOptions options, TrainingGuard guard)
{
    private readonly Parameter[] _parameters = [.. optimizer.parameters()];
    private readonly GradientCache? _cache = options.GradientCacheChunk is { } chunk ? new GradientCache(encoder, chunk) : null;
    private readonly bool _keep = options.Observers.Count > 0;

    /// <summary>Adds the gradient of a batch, one of a group of so many that share a step.</summary>
    /// <exception cref="TrainingStoppedException">Something is not finite, or there was no active tuple for too long.</exception>
    public void Add(ILoadedBatch loaded, int group, StepFigures figures)
    {
        using var scope = NewDisposeScope();
        if (figures.Batches == 0)
            optimizer.zero_grad();
        if (_cache is not null)
        {
            _cache.Backward(loaded.Images, embeddings => Price(new TrainingBatch(embeddings, loaded), group, figures));
            return;
        }
        var price = Price(new TrainingBatch(encoder.call(loaded.Images), loaded), group, figures);
        if (price.requires_grad)      // not that of a loss without tuples that gives a constant
            price.backward();
    }

    /// <summary>Makes the step. The gradient's norm before it was cut down, NaN where that was not asked for.</summary>
    /// <exception cref="TrainingStoppedException">The norm is not finite, or far too large for too long.</exception>
    public double Step((int Epoch, int Number) last)
    {
        var norm = double.NaN;
        if (options.ClipNorm is not null || options.MeasureGradientNorm)
        {
            norm = options.ClipNorm is { } most ? nn.utils.clip_grad_norm_(_parameters, most) : Norm();
            guard.CheckNorm(last.Epoch, last.Number, norm);
        }
        optimizer.step();
        return norm;
    }

    private Tensor Price(TrainingBatch batch, int group, StepFigures figures)
    {
        var (epoch, number) = (batch.Loaded.Epoch, batch.Loaded.Number);
        guard.Check(epoch, number, batch.Embeddings);
        Tensor? sum = null;
        var (tuples, active, total) = (0L, 0L, 0.0);
        for (var i = 0; i < losses.Count; i++)
        {
            var (price, priced, cost) = losses[i].Price(batch);
            var value = price.ToDouble();
            figures.Add(i, value, priced, cost);
            total += losses[i].Weight * value;
            tuples = priced > long.MaxValue - tuples ? long.MaxValue : tuples + priced;
            active = cost > long.MaxValue - active ? long.MaxValue : active + cost;
            var weighted = losses[i].Weight == 1 ? price : price * losses[i].Weight;
            sum = sum is null ? weighted : sum + weighted;
        }
        guard.Record(epoch, number, total, tuples, active);
        figures.Close(batch, total, _keep);
        return group == 1 ? sum! : sum! / group;
    }

    private double Norm()
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        Tensor[] norms = [.. _parameters.Select(parameter => parameter.grad).OfType<Tensor>().Select(gradient => gradient.norm())];
        return norms.Length == 0 ? 0 : stack(norms).norm().ToDouble();
    }
}
