using System.Collections.ObjectModel;
using TorchSharp.Siamese.Data;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Training;

/// <summary>How long and how a <see cref="SiameseTrainer"/> trains, what it evaluates, and what it saves; immutable.</summary>
public sealed record SiameseTrainerOptions
{
    /// <summary>Passes over the loader's epochs, 1 or more; null where <see cref="Steps"/> says how long. A training may go on with more than it began with.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int? Epochs { get; init => field = AtLeast(value, 1, nameof(Epochs)); }

    /// <summary>Steps of the optimiser, 1 or more; null where <see cref="Epochs"/> says how long. With both, what comes first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public long? Steps { get; init => field = AtLeast(value, 1, nameof(Steps)); }

    /// <summary>Time after which the training ends at the next step, that before a restart included; null for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above 0.</exception>
    public TimeSpan? TimeLimit { get; init => field = Positive(value, nameof(TimeLimit)); }

    /// <summary>Of the optimiser, made for this training and not stepped yet; null for a constant rate.</summary>
    public optim.lr_scheduler.LRScheduler? Scheduler { get; init; }

    /// <summary>When the scheduler makes its step.</summary>
    public SchedulerTiming ScheduleBy { get; init; }

    /// <summary>Euclidean norm that the gradient of all parameters is cut down to, above 0; null for no clipping.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not finite and above 0.</exception>
    public double? ClipNorm { get; init => field = value is null ? null : Check.FinitePositive(value.Value, nameof(ClipNorm)); }

    /// <summary>Whether the norm of the gradient is measured where it is not clipped. Costs two operators a parameter.</summary>
    public bool MeasureGradientNorm { get; init; }

    /// <summary>Batches whose mean gradient makes a step, 1 or more. Groups begin anew with every epoch; its last may be smaller.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int Accumulation { get; init => field = Check.Between(value, 1, int.MaxValue, nameof(Accumulation)); } = 1;

    /// <summary>Images that the encoder sees at once while the loss sees the whole batch (<see cref="Memory.GradientCache"/>), 1 or more; null for all.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int? GradientCacheChunk { get; init => field = AtLeast(value, 1, nameof(GradientCacheChunk)); }

    /// <summary>Decay of a moving average of the weights, which is then what is evaluated (<see cref="ExponentialMovingAverage"/>), above 0 and below 1; null for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside that range.</exception>
    public double? AverageDecay
    {
        get;
        init => field = value is null or (> 0 and < 1)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(AverageDecay), value, $"Expected a decay above 0 and below 1, got {value}.");
    }

    /// <summary>
    /// Finds the metrics of the encoder as it is; null for no evaluation. Called without gradients, in a dispose scope, with the encoder in
    /// evaluation mode and, where there is one, with the average of its weights.
    /// </summary>
    public Func<CancellationToken, IReadOnlyDictionary<string, double>>? Evaluate { get; init; }

    /// <summary>Evaluates after every so many steps, 1 or more; null for not by steps.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public long? EvaluateEverySteps { get; init => field = AtLeast(value, 1, nameof(EvaluateEverySteps)); }

    /// <summary>Evaluates after every so many epochs, 1 or more; null for not by epochs.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int? EvaluateEveryEpochs { get; init => field = AtLeast(value, 1, nameof(EvaluateEveryEpochs)); }

    /// <summary>The metric that says which state is the best, and when to stop; null for none.</summary>
    public WatchedMetric? Watch { get; init; }

    /// <summary>Where the state of the training is saved, to go on from; null for nowhere.</summary>
    public string? CheckpointPath { get; init; }

    /// <summary>Saves after every so many steps, 1 or more; null for not by steps.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public long? CheckpointEverySteps { get; init => field = AtLeast(value, 1, nameof(CheckpointEverySteps)); }

    /// <summary>Saves at the first step after so long, above 0; 10 minutes by default. Null for not by time. The end and a cancellation are always saved.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above 0.</exception>
    public TimeSpan? CheckpointEvery { get; init => field = Positive(value, nameof(CheckpointEvery)); } = TimeSpan.FromMinutes(10);

    /// <summary>Where the state with the best value of the watched metric is saved; null for nowhere.</summary>
    public string? BestPath { get; init; }

    /// <summary>Are told of everything, in this order. Those that are <see cref="ICheckpointed"/> have their state in the checkpoint.</summary>
    public IReadOnlyList<ITrainingObserver> Observers { get; init; } = [];

    /// <summary>What else has its state in the checkpoint.</summary>
    public IReadOnlyList<ICheckpointed> Checkpointed { get; init; } = [];

    /// <summary>Modules beside encoder and losses whose state belongs into the checkpoint, by name: a hard-negative store, a momentum encoder.</summary>
    public IReadOnlyDictionary<string, nn.Module> Modules { get; init; } = ReadOnlyDictionary<string, nn.Module>.Empty;

    /// <summary>What else makes this training what it is, by name, such as a seed or the command line: a checkpoint with other values is refused.</summary>
    public IReadOnlyDictionary<string, string> RunOptions { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Batches in a row without an active tuple after which the training stops with an error, 1 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int IdleLimit { get; init => field = Check.Between(value, 1, int.MaxValue, nameof(IdleLimit)); } = 100;

    private static T? AtLeast<T>(T? value, T least, string name)
        where T : struct, System.Numerics.INumber<T>, System.Numerics.IMinMaxValue<T>
        => value is null ? null : Check.Between(value.Value, least, T.MaxValue, name);

    private static TimeSpan? Positive(TimeSpan? value, string name)
        => value is null || value > TimeSpan.Zero
            ? value
            : throw new ArgumentOutOfRangeException(name, value, $"Expected a time above 0, got {value}.");
}
