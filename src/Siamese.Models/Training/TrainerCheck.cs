using TorchSharp.Modules;
using TorchSharp.Siamese.Data.Loading;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Training;

/// <summary>What a trainer looks at before it starts and before it saves, and what it says when it stops.</summary>
internal static class TrainerCheck
{
    private const int NamesInMessage = 5;

    /// <summary>Whether the parts go together. The optimiser, as one whose state can be saved.</summary>
    public static OptimizerHelper Run(
        nn.Module<Tensor, Tensor> encoder, IReadOnlyList<TrainingLoss> losses, optim.Optimizer optimizer, SiameseTrainerOptions options)
    {
        if (losses.Count == 0)
            throw new ArgumentException("Needs at least one loss, got none.", nameof(losses));
        if (optimizer is not OptimizerHelper savable)
            throw new ArgumentException($"Needs an optimiser whose state can be saved, got {optimizer.GetType().Name}.", nameof(optimizer));
        var known = savable.parameters().Select(parameter => parameter.Handle).ToHashSet();
        if (!encoder.parameters().Concat(losses.SelectMany(loss => loss.Module?.parameters() ?? [])).Any(parameter => known.Contains(parameter.Handle)))
            throw new ArgumentException("Needs an optimiser of parameters of the encoder or of a loss, got one of none of them.", nameof(optimizer));
        foreach (var loss in losses)
        {
            var forgotten = loss.Module?.named_parameters().Where(entry => entry.parameter.requires_grad && !known.Contains(entry.parameter.Handle)).Select(entry => entry.name).ToArray() ?? [];
            if (forgotten.Length > 0)
                throw new ArgumentException($"Needs an optimiser of the parameters of loss '{loss.Name}' too, got one without {string.Join(", ", forgotten)}.", nameof(optimizer));
        }
        if (options.Evaluate is null && (options.Watch ?? (object?)options.EvaluateEverySteps ?? options.EvaluateEveryEpochs ?? (object?)options.BestPath) is not null)
            throw new ArgumentException("Needs Evaluate for Watch, BestPath, EvaluateEverySteps and EvaluateEveryEpochs, got one of them without it.", nameof(options));
        if (options.Watch is null && (options.BestPath is not null || (options.Scheduler is not null && options.ScheduleBy == SchedulerTiming.EveryEvaluation)))
            throw new ArgumentException("Needs Watch to say which metric BestPath, or a scheduler by evaluation, goes by; got none.", nameof(options));
        if (options.Scheduler is { } scheduler && options.ScheduleBy != SchedulerTiming.EveryEvaluation && SchedulerClock.TakesMetric(scheduler))
            throw new ArgumentException($"Needs ScheduleBy = EveryEvaluation for {scheduler.GetType().Name}, which goes by a metric, got {options.ScheduleBy}.", nameof(options));
        if (options is { CheckpointPath: { } path, BestPath: { } best } && Path.GetFullPath(path) == Path.GetFullPath(best))
            throw new ArgumentException($"Needs two files for CheckpointPath and BestPath, got '{path}' for both.", nameof(options));
        return savable;
    }

    /// <summary>The first parameter of encoder and losses that is no number any more, or buffer where those count too; null for none. A buffer may be infinite, as a mask is.</summary>
    public static string? NotFinite(TrainingParts parts, bool buffers)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, tensor) in parts.EncoderTensors.Concat(parts.LossTensors))
        {
            var isParameter = tensor is Parameter;
            if (tensor.is_floating_point() && (isParameter || buffers) && (isParameter ? tensor.isfinite().logical_not() : tensor.isnan()).any().item<bool>())
                return name;
        }
        return null;
    }

    /// <summary>The same error with the batch that it came from, and which of its images are no numbers where it is at hand.</summary>
    public static TrainingStoppedException WithAudit(TrainingStoppedException error, LoaderFeed feed, int epoch, int batch, ILoadedBatch? loaded = null)
    {
        try
        {
            var audit = feed.Audit(epoch, batch);
            int[] samples = [.. audit.Samples.Select(place => place.Sample).Distinct()];
            var (images, areFinite) = ImageText(loaded, feed);
            return new TrainingStoppedException(
                $"{error.Message}{images} The batch was of {Names(samples, feed)}.", epoch, batch, audit, audit.Format(feed.Source.NameOf), error)
            {
                Reason = error.Reason == TrainingStopReason.NotFinite && !areFinite ? TrainingStopReason.ImagesNotFinite : error.Reason,
            };
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return error;      // a sampler or source of the caller's own that fails here must not hide why training stopped
        }
    }

    private static (string Text, bool AreFinite) ImageText(ILoadedBatch? loaded, LoaderFeed feed)
    {
        if (loaded is null)
            return ("", true);
        using var scope = NewDisposeScope();
        int[] bad = [.. loaded.Ids[loaded.Images.isfinite().flatten(1).all(1).logical_not()].cpu().data<long>().ToArray().Select(id => (int)id)];
        return bad.Length == 0 ? (" All its images are finite.", true) : ($" NaN or infinity is in {Names(bad, feed)}.", false);
    }

    private static string Names(int[] samples, LoaderFeed feed)
        => string.Join(", ", samples.Take(NamesInMessage).Select(sample => $"'{feed.Source.NameOf(sample)}'"))
            + (samples.Length > NamesInMessage ? $" and {samples.Length - NamesInMessage} more" : "");
}
