using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Mining;

/// <summary>Moves from one miner to the next, for example from all triplets to semi-hard and to hard ones, by epoch or as fewer tuples are active.</summary>
/// <remarks>
/// Hard mining from the start often collapses an untrained network; a trained one learns nothing from easy tuples. The
/// training loop asks for the miner of a batch with <see cref="At"/> and tells with <see cref="Record"/> how many of its tuples cost
/// something. Stages only ever move on. The state belongs into the checkpoint: a resumed run then mines as one that
/// was not interrupted. Not thread-safe.
/// </remarks>
public sealed class MinerSchedule : IMiner
{
    private readonly MinerStage[] _stages;
    private readonly Queue<(long Tuples, long Active)> _window = new();

    /// <param name="stages">One after another, one or more.</param>
    /// <param name="window">Over how many batches the share of active tuples is averaged, 1 to 1,000.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stages"/> is null, or a miner is.</exception>
    /// <exception cref="ArgumentException">There is no stage, a stage before the last never ends, or epochs do not grow.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public MinerSchedule(IEnumerable<MinerStage> stages, int window = 100)
    {
        ArgumentNullException.ThrowIfNull(stages);
        _stages = [.. stages];
        Window = Check.Between(window, 1, 1000);
        if (_stages.Length == 0)
            throw new ArgumentException("Expected at least one stage, got none.", nameof(stages));
        var epoch = 0;
        for (var i = 0; i < _stages.Length; i++)
        {
            var stage = _stages[i];
            ArgumentNullException.ThrowIfNull(stage.Miner, nameof(stages));
            if (i < _stages.Length - 1 && stage.UntilEpoch is null && stage.UntilActiveShare is null)
                throw new ArgumentException($"Expected stage {i} of {_stages.Length} to end by an epoch or a share of active tuples, got neither.", nameof(stages));
            if (stage.UntilEpoch is { } until && until <= epoch)
                throw new ArgumentException($"Expected stage {i} to last beyond epoch {epoch}, got {until}.", nameof(stages));
            epoch = stage.UntilEpoch ?? epoch;
            if (stage.UntilActiveShare is not (null or (>= 0 and <= 1)))
                throw new ArgumentOutOfRangeException(nameof(stages), stage.UntilActiveShare, $"Expected a share of 0 to 1, got {stage.UntilActiveShare}.");
        }
    }

    /// <summary>Over how many batches the share of active tuples is averaged.</summary>
    public int Window { get; }

    /// <summary>The stages.</summary>
    public IReadOnlyList<MinerStage> Stages => _stages;

    /// <summary>The stage that is going on, from 0.</summary>
    public int Stage { get; private set; }

    /// <summary>The share of active tuples in the last batches of this stage; NaN before the first tuple.</summary>
    public double ActiveShare => (double)_window.Sum(batch => batch.Active) / _window.Sum(batch => batch.Tuples);

    /// <summary>The state, for the checkpoint.</summary>
    public MinerScheduleState State => new()
    {
        StageCount = _stages.Length,
        Stage = Stage,
        Tuples = [.. _window.Select(batch => batch.Tuples)],
        Active = [.. _window.Select(batch => batch.Active)],
    };

    /// <summary>The miner of a batch; moves on to the next stage where its epoch has come.</summary>
    /// <param name="epoch">0 or more.</param>
    /// <param name="batch">Number of the batch in its epoch, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public IMiner At(int epoch, long batch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        while (Stage < _stages.Length - 1 && _stages[Stage].UntilEpoch <= epoch)
            MoveOn();
        return _stages[Stage].Miner.At(epoch, batch);
    }

    /// <summary>Mines with the miner of the current stage.</summary>
    /// <inheritdoc cref="IMiner.Mine"/>
    public TupleIndices Mine(Tensor embeddings, Tensor labels, Tensor? referenceEmbeddings = null, Tensor? referenceLabels = null)
        => _stages[Stage].Miner.Mine(embeddings, labels, referenceEmbeddings, referenceLabels);

    /// <summary>Takes note of a batch; moves on once the window is full and too few of its tuples were active.</summary>
    /// <param name="tuples">Number of tuples priced, 0 or more.</param>
    /// <param name="active">Number of those that cost something, up to <paramref name="tuples"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public void Record(long tuples, long active)
    {
        Check.Between(tuples, 0, long.MaxValue);
        Check.Between(active, 0, tuples);
        _window.Enqueue((tuples, active));
        if (_window.Count > Window)
            _window.Dequeue();
        // A batch without tuples says nothing about the miner; a window without any moves on, as 0 of 0 is too few.
        if (Stage < _stages.Length - 1 && _window.Count == Window && _stages[Stage].UntilActiveShare is { } share && !(ActiveShare >= share))
            MoveOn();
    }

    /// <summary>Goes on from a state.</summary>
    /// <param name="state">Of a schedule with as many stages.</param>
    /// <exception cref="ArgumentNullException"><paramref name="state"/> is null.</exception>
    /// <exception cref="InvalidDataException">The state does not fit this schedule.</exception>
    public void Load(MinerScheduleState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.StageCount != _stages.Length)
            throw new InvalidDataException($"Needs the state of a schedule of {_stages.Length} stages, got one of {state.StageCount}.");
        if (state.Stage < 0 || state.Stage >= _stages.Length || state.Tuples.Count != state.Active.Count || state.Tuples.Count > Window)
            throw new InvalidDataException($"Needs a stage of 0 to {_stages.Length - 1} and up to {Window} batches, got stage {state.Stage} and {state.Tuples.Count} and {state.Active.Count} batches.");
        Stage = state.Stage;
        _window.Clear();
        foreach (var batch in state.Tuples.Zip(state.Active))
            _window.Enqueue(batch);
    }

    private void MoveOn()
    {
        Stage++;
        _window.Clear();
    }
}
