using System.Runtime.InteropServices;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Insight.Symptoms;
using TorchSharp.Siamese.Models.Training;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Insight;

/// <summary>Watches a training and says why it goes wrong: collapse, margin, learning rate, wrong labels, imbalance.</summary>
/// <remarks>
/// Each step costs two sums over the embeddings, left on their device; every <see cref="TrainingMonitorOptions.SampleEvery"/>
/// steps they are fetched, and up to 256 embeddings are looked at closely. A cause is reported once. Works with any loss and any
/// batches with labels; of losses with a margin it also knows what they ask for. Thresholds and their reasons are in
/// docs/understanding.md. Its state is part of a checkpoint: a training that goes on is judged as if it had never stopped. Dispose
/// it after the training. Not thread-safe.
/// </remarks>
public sealed class TrainingMonitor : ITrainingObserver, ICheckpointed, IDisposable
{
    private const int RankEvery = 5;    // looks; the eigenvalues cost more than all the rest

    private readonly TrainingMonitorOptions _options;
    private readonly IDistance _distance;
    private readonly MonitorContext _context;
    private readonly List<Finding> _findings = [];
    private readonly List<PendingStep> _pending = [];
    private readonly Balance _balance = new();
    private readonly FewDimensions _dimensions = new();
    private readonly Symptom[] _symptoms;
    private readonly Idle _idle = new();
    private long _looks;

    /// <param name="options">Null for the defaults, without a margin.</param>
    public TrainingMonitor(TrainingMonitorOptions? options = null)
    {
        _options = options ?? new TrainingMonitorOptions();
        _distance = _options.Distance;
        _context = new MonitorContext(_options.EffectiveMargin, LossMargin.DistanceNormalizes(_distance), _options.Patience);
        // In the order of causes before consequences.
        _symptoms = [new NotFinite(), new Jumps(), new MarginOutOfReach(), new FallenTogether(), new Contradictions(), _idle, new NotTold()];
    }

    /// <summary>What was found up to the last step, in the order in which it was. Waits for the device.</summary>
    public IReadOnlyList<Finding> Findings
    {
        get
        {
            Settle();
            return [.. _findings];
        }
    }

    /// <inheritdoc/>
    public string CheckpointName => "training-monitor";

    /// <inheritdoc/>
    public void OnStart(TrainingStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        Drop();
        _context.Begin(start.TotalSteps);
    }

    /// <summary>Takes note of a step.</summary>
    /// <param name="taken">The step; its tensors are not kept.</param>
    public void OnStep(TrainingStep taken)
    {
        ArgumentNullException.ThrowIfNull(taken);
        _pending.Add(PendingStep.Of(taken, _context.IsBounded));
        if (taken.Step % _options.SampleEvery != 0 && _pending.Count < _options.SampleEvery)
            return;
        Settle();
        Look(taken);
    }

    /// <inheritdoc/>
    public void OnEpochEnd(TrainingEpoch epoch) => Settle();

    /// <inheritdoc/>
    public void OnStopped(TrainingStoppedException stopped)
    {
        ArgumentNullException.ThrowIfNull(stopped);
        Settle();
        // What is known to be wrong already is the reason; that the numbers ended is what came of it.
        if (!_findings.Exists(known => known.Cause == FindingCause.LearningRateTooHigh))
            Report(NotFinite.Stopped(stopped, _context));
        if (stopped.Reason == TrainingStopReason.NoActiveTuples)
            Report(_idle.Stopped(_context));
    }

    /// <inheritdoc/>
    public void SaveState(Stream stream)
    {
        Settle();
        MonitorState.Save(stream, _looks, States(), _findings);
    }

    /// <inheritdoc/>
    public void LoadState(Stream stream)
    {
        var (looks, states, findings) = MonitorState.Load(stream, States().Length);
        Drop();
        _looks = looks;
        _findings.Clear();
        _findings.AddRange(findings);
        (_context.State, _balance.State, _dimensions.State) = (states[0], states[1], states[2]);
        for (var i = 0; i < _symptoms.Length; i++)
            _symptoms[i].State = states[3 + i];
        _context.ClassCount = _balance.ClassCount;
    }

    /// <summary>Frees the few numbers that wait on the device. Safe to call twice.</summary>
    public void Dispose() => Drop();

    private double[][] States() => [_context.State, _balance.State, _dimensions.State, .. _symptoms.Select(symptom => symptom.State)];

    /// <summary>Fetches what waits on the device and shows it to the symptoms, step by step.</summary>
    private void Settle()
    {
        foreach (var pending in _pending)
        {
            var (figures, labels) = pending.Read();
            _context.Count(figures);
            _balance.Count(labels);
            _context.ClassCount = _balance.ClassCount;
            foreach (var symptom in _symptoms)
                Report(symptom.See(figures, _context));
        }
        Drop();
        Report(_balance.Classes());
        Report(_balance.Pairs(_context));
    }

    private void Look(TrainingStep taken)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var count = Math.Min(BatchProbe.MaxRows, taken.Embeddings.shape[0]);
        var rows = taken.Embeddings.narrow(0, 0, count).to(ScalarType.Float32, CPU);
        if (count < 2 || !rows.isfinite().all().item<bool>())
            return;
        var labels = MemoryMarshal.Cast<byte, long>(taken.Labels.narrow(0, 0, count).to(ScalarType.Int64, CPU).contiguous().bytes);
        var probe = BatchProbe.Of(rows, labels, _distance);
        _context.LastAuc = probe.Auc;
        if (_looks++ % RankEvery == 0)
        {
            var seen = _context.IsBounded ? nn.functional.normalize(rows) : rows;
            _context.LastRank = Spectrum.EffectiveRank(seen);
            Report(_dimensions.Rank(_context.LastRank, Math.Min(count - 1, rows.shape[1]), PendingStep.ScaleOf(seen), _context));
        }
        foreach (var symptom in _symptoms)
        {
            // Where everything lies in one point, or was thrown about, neighbours say nothing of labels.
            if (symptom is not Contradictions || !_findings.Exists(known => known.Cause is FindingCause.Collapse or FindingCause.LearningRateTooHigh))
                Report(symptom.Look(probe, _context));
        }
    }

    private void Report(Finding? finding)
    {
        if (finding is null || _findings.Exists(known => known.Cause == finding.Cause))
            return;
        // What has fallen together jumps about, and comes apart again in a jump if it does.
        if (finding is { Cause: FindingCause.LearningRateTooHigh, Severity: FindingSeverity.Warning } && _findings.Exists(known => known.Cause == FindingCause.Collapse))
            return;
        _findings.Add(finding);
        _options.Progress?.Report(finding);
    }

    private void Drop()
    {
        foreach (var pending in _pending)
            pending.Dispose();
        _pending.Clear();
    }
}
