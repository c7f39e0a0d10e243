using TorchSharp.Siamese.Data.Loading;
using TorchSharp.Siamese.Data.Mining;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Training;

/// <content>The steps one after the other, and what comes between them.</content>
public sealed partial class SiameseTrainer
{
    private double Seconds => _secondsBefore + _time.Elapsed.TotalSeconds;

    private LoaderFeed CurrentFeed => Feed(_state.Epoch, _state.EpochStep);

    private long TotalSteps
    {
        get
        {
            var (batches, group) = (CurrentFeed.BatchesPerEpoch, _options.Accumulation);
            var ofEpochs = _options.Epochs is { } epochs ? ((batches - 1L) / group + 1) * epochs : long.MaxValue;
            return Math.Min(ofEpochs, _options.Steps ?? long.MaxValue);
        }
    }

    private static Func<int, long, LoaderFeed> Always(LoaderFeed feed) => (_, _) => feed;

    private LoaderFeed Feed(int epoch, long step)
    {
        if (_feedEpoch != epoch || _feed is null)
            (_feed, _feedEpoch) = (_loaders(epoch, step), epoch);
        return _feed;
    }

    private TrainingEnd? RunEpoch()
    {
        var (epoch, feed, group) = (_state.Epoch, CurrentFeed, _options.Accumulation);
        using var batches = feed.Epoch(epoch, _state.Batch).GetEnumerator();
        while (HasNext(batches))
        {
            using var loaded = batches.Current;
            // Of a group whose last batch was left out as unreadable, the step is still to be made.
            if (_figures.Batches > 0 && _figures.Last.Number / group != loaded.Number / group && FinishStep(false) is { } early)
                return early;
            var first = loaded.Number - loaded.Number % group;
            Guarded(loaded.Number, () => _runner.Add(loaded, Math.Min(group, feed.BatchesPerEpoch - first), _figures), loaded);
            var isLast = loaded.Number + 1 == feed.BatchesPerEpoch;
            if ((isLast || (loaded.Number + 1) % group == 0) && FinishStep(isLast) is { } end)
                return end;
        }
        if (_figures.Batches > 0)
            return FinishStep(true);
        if (_state.Epoch == epoch)
        {
            CloseEpoch();      // its last batches were left out
            return AfterStep(true);
        }
        return null;
    }

    // What can't be read now may be mended: of the training nothing is lost meanwhile.
    private bool HasNext(IEnumerator<ILoadedBatch> batches)
    {
        try
        {
            return batches.MoveNext();
        }
        catch (SampleLoadException) when (_figures.Batches == 0 && _state.Step > 0)
        {
            SaveOnce();
            throw;
        }
    }

    private TrainingEnd? FinishStep(bool isLast)
    {
        var last = _figures.Last;
        var rate = _parts.Optimizer.ParamGroups.First().LearningRate;
        var norm = double.NaN;
        Guarded(last.Number, () => norm = _runner.Step(last));
        _stepped = (CurrentFeed, last.Epoch, last.Number);
        Average?.Update();
        _clock.Tick(SchedulerTiming.EveryStep);
        _state = _state with
        {
            Step = _state.Step + 1,
            Batch = last.Number + 1,
            Images = _state.Images + _figures.Images,
            EpochImages = _state.EpochImages + _figures.Images,
        };
        Tell(rate, norm);
        _figures.Clear();
        if (isLast)
            CloseEpoch();
        return AfterStep(isLast);
    }

    private void Tell(double rate, double norm)
    {
        var last = _figures.Last;
        if (_options.Observers.Count > 0)
        {
            using var scope = NewDisposeScope();
            var (embeddings, labels, ids) = _figures.Kept();
            var step = new TrainingStep
            {
                Step = _state.Step,
                Epoch = last.Epoch,
                Batch = last.Number,
                Loss = _figures.Loss,
                Losses = _figures.ByLoss(),
                TupleCount = _figures.Tuples,
                ActiveCount = _figures.Active,
                GradientNorm = norm,
                LearningRate = rate,
                ImageCount = _figures.Images,
                TotalImageCount = _state.Images,
                Elapsed = _time.Elapsed,
                Embeddings = embeddings,
                Labels = labels,
                Ids = ids,
            };
            foreach (var observer in _options.Observers)
                observer.OnStep(step);
        }
        _progress?.Report(new TrainingProgress(
            last.Epoch, last.Number, CurrentFeed.BatchesPerEpoch, _state.Step, TotalSteps, _figures.Loss, _figures.Tuples, _figures.Active, _state.Images));
    }

    private void CloseEpoch()
    {
        _clock.Tick(SchedulerTiming.EveryEpoch);
        var epoch = new TrainingEpoch
        {
            Epoch = _state.Epoch,
            Step = _state.Step,
            BatchCount = _guard.BatchCount,
            IdleBatchCount = _guard.IdleBatchCount,
            ImageCount = _state.EpochImages,
            MeanLoss = _guard.MeanLoss,
            TupleCount = _guard.TupleCount,
            ActiveCount = _guard.ActiveCount,
            Elapsed = _time.Elapsed,
        };
        _guard.Restart();
        _state = _state with { Epoch = _state.Epoch + 1, Batch = 0, EpochImages = 0, EpochStep = _state.Step, LastEpochLoss = epoch.MeanLoss };
        foreach (var observer in _options.Observers)
            observer.OnEpochEnd(epoch);
    }

    private TrainingEnd? AfterStep(bool epochIsOver)
    {
        var everyEpochs = _options.EvaluateEveryEpochs ?? (_options.EvaluateEverySteps is null ? 1 : int.MaxValue);
        var isDue = _options.Evaluate is not null
            && ((epochIsOver && _state.Epoch % everyEpochs == 0) || (_options.EvaluateEverySteps is { } every && _state.Step % every == 0));
        _state = _state with { EvaluationDue = isDue };
        return isDue ? EvaluateAndGoOn() : GoOn();
    }

    private TrainingEnd? EvaluateAndGoOn()
    {
        IReadOnlyDictionary<string, double> metrics;
        try
        {
            metrics = TrainerEvaluation.Run(_parts, _cancellation);
        }
        catch (OperationCanceledException) when (_cancellation.IsCancellationRequested)
        {
            SaveOnce();      // the evaluation is still due there
            _savedStep = -1;
            throw;
        }
        var value = _watch.ValueOf(metrics);
        var isBest = _watch.Record(value, _state.Step);
        _clock.Tick(SchedulerTiming.EveryEvaluation, value);
        _state = _state with { EvaluationDue = false };
        var evaluation = new TrainingEvaluation { Step = _state.Step, Epoch = _state.Batch == 0 ? _state.Epoch - 1 : _state.Epoch, Metrics = metrics, IsBest = isBest };
        foreach (var observer in _options.Observers)
            observer.OnEvaluation(evaluation);
        if (isBest && _options.BestPath is { } best)
            Save(best);
        return GoOn();
    }

    private TrainingEnd? GoOn()
    {
        if (End() is { } end)
            return end;
        var isDue = (_options.CheckpointEverySteps is { } every && _state.Step % every == 0)
            || (_options.CheckpointEvery is { } time && _time.Elapsed.TotalSeconds - _savedAt >= time.TotalSeconds);
        if (isDue)
            SaveOnce();
        return ThrowIfCancelled();
    }

    private TrainingEnd? ThrowIfCancelled()
    {
        if (!_cancellation.IsCancellationRequested)
            return null;
        SaveOnce();
        throw new OperationCanceledException(_cancellation);
    }

    private TrainingEnd? End()
    {
        if (_state.Epoch >= _options.Epochs || _state.Step >= _options.Steps)
            return TrainingEnd.Complete;
        if (_watch.IsOver)
            return TrainingEnd.NoImprovement;
        return Seconds >= _options.TimeLimit?.TotalSeconds ? TrainingEnd.TimeLimit : null;
    }

    private void SaveOnce()
    {
        if (_options.CheckpointPath is not { } path || (_savedStep == _state.Step && _state.Step > 0))
            return;
        Save(path);
        (_savedStep, _savedAt) = (_state.Step, _time.Elapsed.TotalSeconds);
    }

    private void Save(string path)
    {
        if (TrainerCheck.NotFinite(_parts, buffers: true) is { } spoilt)
            throw Spoilt(spoilt, "; the last checkpoint is kept");
        foreach (var observer in _options.Observers)
            observer.OnCheckpoint(_state.Step);
        var (steps, metrics) = _clock.Made;
        var (best, bestStep, since) = _watch.State;
        // The loader of an epoch that has not begun is made when it does, or when the training goes on.
        var position = _oneLoader || _feedEpoch == _state.Epoch ? _feed : null;
        TrainingCheckpoint.Write(_parts, _feed!, position?.State, _state with
        {
            Seconds = Seconds,
            Guard = _guard.State,
            SchedulerSteps = steps,
            SchedulerMetrics = metrics,
            Best = best,
            BestStep = bestStep,
            SinceBest = since,
            AverageCount = Average?.Count ?? 0,
            Miners = [.. _parts.Losses.Select(loss => (loss.Miner as MinerSchedule)?.State.ToJson())],
        }).Save(path);
    }

    private void CheckPlaces()
    {
        foreach (var path in (ReadOnlySpan<string?>)[_options.CheckpointPath, _options.BestPath])
        {
            if (path is null)
                continue;
            CheckpointWriter.CheckWritable(path);
            // Throws now, not when the first is due, where the sampler gives no fingerprint or two parts have one name.
            _ = TrainingCheckpoint.Write(_parts, CurrentFeed, CurrentFeed.State, _state);
        }
    }

    private void Guarded(int batch, Action work, ILoadedBatch? loaded = null)
    {
        try
        {
            work();
        }
        catch (TrainingStoppedException error) when (error.Audit is null)
        {
            // Not this batch's images are to be looked at where the step before has left no numbers. Buffers are no sign: a batch's images reach them at once.
            throw TrainerCheck.NotFinite(_parts, buffers: false) is { } spoilt ? Spoilt(spoilt, "", error) : TrainerCheck.WithAudit(error, CurrentFeed, _state.Epoch, batch, loaded);
        }
    }

    private TrainingStoppedException Spoilt(string tensor, string what, Exception? seen = null)
    {
        const string Advice = "Try a smaller learning rate, gradients clipped to a norm, which stops before such a step is made, and look at functions of infinite slope, such as a root or a logarithm at 0, in the loss.";
        if (_stepped is not { } last)
        {
            return new TrainingStoppedException(
                $"Expected finite weights, got NaN or infinity in '{tensor}' before any step of this run{what}: encoder or loss came with it.", _state.Epoch, _state.Batch, null, null, seen)
            { Reason = TrainingStopReason.NotFinite };
        }
        var error = new TrainingStoppedException(
            $"Expected finite weights, got NaN or infinity in '{tensor}' after step {_state.Step}, the one on batch {last.Batch} of epoch {last.Epoch}{what}. Its loss was finite, its gradient was not, or the step was far too large. {Advice}",
            last.Epoch, last.Batch, null, null, seen)
        { Reason = TrainingStopReason.NotFinite };
        return TrainerCheck.WithAudit(error, last.Feed, last.Epoch, last.Batch);
    }

    private TrainingResult Result(TrainingEnd end) => new()
    {
        End = end,
        Steps = _state.Step,
        Epochs = _state.Epoch,
        Loss = _guard.BatchCount > 0 ? _guard.MeanLoss : _state.LastEpochLoss,
        ImageCount = _state.Images,
        Elapsed = TimeSpan.FromSeconds(Seconds),
        BestMetric = _watch.State.Best,
        BestStep = _watch.State.Step,
    };
}
