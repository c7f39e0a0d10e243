using System.Diagnostics;
using TorchSharp.Siamese.Data.Loading;
using TorchSharp.Siamese.Data.Mining;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Training;

/// <summary>Trains an encoder: any losses with their miners, any optimiser and scheduler, batches of samples or of a plan's tuples.</summary>
/// <remarks>
/// <para>A training that goes on from its checkpoint is the one that was never stopped, bit for bit on the CPU with the same number
/// of threads: same batches, losses, evaluations and weights. For that make all parts anew as they were made at first, and call
/// <see cref="Resume"/>. It holds for losses, miners and augmentations of this library, whatever draws from torch's own
/// generator (dropout), and the optimisers and schedulers of TorchSharp that can save their state.</para>
/// <para>Uses and does not own encoder, losses, optimiser and loader. Not thread-safe; everything runs on the thread that calls
/// <see cref="Run"/>, best the program's first one.</para>
/// </remarks>
public sealed partial class SiameseTrainer : IDisposable
{
    private readonly SiameseTrainerOptions _options;
    private readonly TrainingParts _parts;
    private readonly StepRunner _runner;
    private readonly TrainingGuard _guard;
    private readonly SchedulerClock _clock;
    private readonly MetricWatch _watch;
    private readonly StepFigures _figures;
    private readonly Func<int, long, LoaderFeed> _loaders;
    private readonly bool _oneLoader;
    private readonly Stopwatch _time = new();

    private TrainerState _state = new();
    private LoaderFeed? _feed;
    private int _feedEpoch = -1;
    private double _secondsBefore;
    private double _savedAt;
    private long _savedStep = -1;
    private (LoaderFeed Feed, int Epoch, int Batch)? _stepped;      // the last batch that went into the weights
    private IProgress<TrainingProgress>? _progress;
    private CancellationToken _cancellation;

    /// <param name="encoder">Images <c>[N, C, H, W]</c> to embeddings <c>[N, D]</c>: any module.</param>
    /// <param name="losses">One or more.</param>
    /// <param name="optimizer">Over the parameters of encoder and losses; all of TorchSharp's but LBFGS.</param>
    /// <param name="loader">Batches of a sampler.</param>
    /// <param name="options">How long, and everything else.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">
    /// There is no loss, the optimiser can't save its state or lacks parameters of a loss, or options don't go together.
    /// </exception>
    public SiameseTrainer(
        nn.Module<Tensor, Tensor> encoder, IEnumerable<TrainingLoss> losses, optim.Optimizer optimizer, BatchLoader loader, SiameseTrainerOptions options)
        : this(encoder, losses, optimizer, Always(LoaderFeed.Of(loader)), true, options)
    {
    }

    /// <param name="encoder">Images <c>[N, C, H, W]</c> to embeddings <c>[N, D]</c>: any module.</param>
    /// <param name="losses">One or more.</param>
    /// <param name="optimizer">Over the parameters of encoder and losses; all of TorchSharp's but LBFGS.</param>
    /// <param name="loader">Batches of a plan's tuples.</param>
    /// <param name="options">How long, and everything else.</param>
    /// <inheritdoc cref="SiameseTrainer(nn.Module{Tensor, Tensor}, IEnumerable{TrainingLoss}, optim.Optimizer, BatchLoader, SiameseTrainerOptions)"/>
    public SiameseTrainer(
        nn.Module<Tensor, Tensor> encoder, IEnumerable<TrainingLoss> losses, optim.Optimizer optimizer, TupletLoader loader, SiameseTrainerOptions options)
        : this(encoder, losses, optimizer, Always(LoaderFeed.Of(loader)), true, options)
    {
    }

    private SiameseTrainer(
        nn.Module<Tensor, Tensor> encoder, IEnumerable<TrainingLoss> losses, optim.Optimizer optimizer,
        Func<int, long, LoaderFeed> loaders, bool oneLoader, SiameseTrainerOptions options)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(losses);
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(options);
        TrainingLoss[] all = [.. losses];
        var savable = TrainerCheck.Run(encoder, all, optimizer, options);
        (_options, _loaders, _oneLoader) = (options, loaders, oneLoader);
        Average = options.AverageDecay is { } decay ? new ExponentialMovingAverage(encoder, decay) : null;
        _parts = new TrainingParts(encoder, all, savable, options, Average);
        _guard = new TrainingGuard(options.IdleLimit);
        _runner = new StepRunner(encoder, all, savable, options, _guard);
        _clock = new SchedulerClock(options.Scheduler, options.ScheduleBy);
        _watch = new MetricWatch(options.Watch);
        _figures = new StepFigures(all);
    }

    /// <summary>Trains with a loader of its own for each epoch: for plans that follow what the network has learnt, such as hard negatives found anew.</summary>
    /// <typeparam name="TBatch">What the loaders give.</typeparam>
    /// <param name="encoder">As for the constructors.</param>
    /// <param name="losses">As for the constructors.</param>
    /// <param name="optimizer">As for the constructors.</param>
    /// <param name="loaders">
    /// From epoch and steps before it to its loader. Asked again, with the same numbers and with
    /// <see cref="SiameseTrainerOptions.Modules"/> as they were saved, when a training goes on within the epoch: it must then give the same.
    /// </param>
    /// <param name="options">As for the constructors.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">As for the constructors.</exception>
    public static SiameseTrainer OfEpochs<TBatch>(
        nn.Module<Tensor, Tensor> encoder, IEnumerable<TrainingLoss> losses, optim.Optimizer optimizer,
        Func<int, long, Loader<TBatch>> loaders, SiameseTrainerOptions options)
        where TBatch : class, ILoadedBatch
    {
        ArgumentNullException.ThrowIfNull(loaders);
        return new SiameseTrainer(encoder, losses, optimizer, (epoch, step) => LoaderFeed.Of(loaders(epoch, step)), false, options);
    }

    /// <summary>Steps done.</summary>
    public long Step => _state.Step;

    /// <summary>The moving average of the encoder's weights; null where there is none.</summary>
    public ExponentialMovingAverage? Average { get; }

    /// <summary>Puts this training where another was when it saved. Call it before <see cref="Run"/>, with all parts made anew as the other's were.</summary>
    /// <remarks>Outside of any dispose scope: TorchSharp's optimisers load their state into one that is open.</remarks>
    /// <param name="path">The checkpoint.</param>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="InvalidDataException">
    /// It is damaged, no checkpoint of a training, of a newer version, or of another encoder, other losses, data or options; the message says
    /// which, and what differs. This training is then not to be used.
    /// </exception>
    /// <exception cref="InvalidOperationException">This training has begun already.</exception>
    public void Resume(string path)
    {
        if (_state.Step > 0 || _time.IsRunning)
            throw new InvalidOperationException($"Needs a training that has not begun, got one after {_state.Step} steps: make its parts anew and call Resume before Run.");
        using var file = CheckpointFile.Open(path, TrainingCheckpoint.Kind, TrainingCheckpoint.NewestVersion);
        var state = TrainingCheckpoint.Check(file, _parts);
        if (_oneLoader)
            TrainingCheckpoint.LoadLoader(file, _parts, Feed(state.Epoch, state.EpochStep));
        _clock.Replay(state.SchedulerSteps, state.SchedulerMetrics);
        TrainingCheckpoint.LoadOptimizer(file, _parts.Optimizer, state.SchedulerSteps);
        TrainingCheckpoint.LoadTensors(file, _parts);
        TrainingCheckpoint.LoadRandom(file);      // before a loader is made that may draw, after all that was made for nothing
        if (!_oneLoader)
            TrainingCheckpoint.LoadLoader(file, _parts, Feed(state.Epoch, state.EpochStep));
        foreach (var (loss, miner) in _parts.Losses.Zip(state.Miners))
        {
            if (miner is not null && loss.Miner is MinerSchedule schedule)
                schedule.Load(MinerScheduleState.FromJson(miner));
        }
        if (state.Guard is not null)
            _guard.Load(state.Guard);
        if (Average is not null)
            Average.Count = state.AverageCount;
        _watch.State = (state.Best, state.BestStep, state.SinceBest);
        (_state, _secondsBefore, _savedStep) = (state, state.Seconds, -1);
        // Gone on from a copy or from the best state, even a training that has nothing left to do is saved where this one belongs.
        if (!state.EvaluationDue && _options.CheckpointPath is { } own && Path.GetFullPath(own) == file.FullPath)
            _savedStep = state.Step;
    }

    /// <summary>Trains until the epochs, steps, patience or time are used up; from where the checkpoint was, after <see cref="Resume"/>.</summary>
    /// <param name="progress">Told of every step, on this thread; null for none.</param>
    /// <param name="cancellationToken">Stops after the step that is going on, at a checkpoint if there is a place for one.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="InvalidOperationException">Neither epochs nor steps nor time say how long, or the evaluation lacks the watched metric.</exception>
    /// <exception cref="TrainingStoppedException">The training can't go on; with the audit of the batch. The last checkpoint is from before.</exception>
    /// <exception cref="SampleLoadException">A batch could not be read. Unless it is in the middle of accumulated ones, the steps before it are saved.</exception>
    /// <exception cref="IOException">A checkpoint could not be written; the one before is still there.</exception>
    /// <exception cref="ArgumentException">Two parts with a state in the checkpoint have one name.</exception>
    /// <exception cref="NotSupportedException">Checkpoints are wanted and the sampler gives no fingerprint.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public TrainingResult Run(IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        if (_options is { Epochs: null, Steps: null, TimeLimit: null })
            throw new InvalidOperationException("Needs Epochs, Steps or TimeLimit to know how long to train, got none of them.");
        (_progress, _cancellation) = (progress, cancellationToken);
        CheckPlaces();
        _time.Restart();
        _savedAt = 0;
        if (!_parts.Encoder.training)
            _parts.Encoder.train();
        foreach (var observer in _options.Observers)
            observer.OnStart(new TrainingStart { Step = _state.Step, Epoch = _state.Epoch, Batch = _state.Batch, TotalSteps = TotalSteps });
        try
        {
            var end = ThrowIfCancelled() ?? (_state.EvaluationDue ? EvaluateAndGoOn() : End());
            while (end is null)
                end = RunEpoch();
            SaveOnce();
            return Result(end.Value);
        }
        catch (TrainingStoppedException stopped)
        {
            foreach (var observer in _options.Observers)
                observer.OnStopped(stopped);
            throw;
        }
        finally
        {
            _secondsBefore += _time.Elapsed.TotalSeconds;
            _time.Reset();
            _figures.Clear();
        }
    }

    /// <summary>Frees the moving average. Safe to call twice.</summary>
    public void Dispose()
    {
        Average?.Dispose();
        _figures.Dispose();
    }
}
