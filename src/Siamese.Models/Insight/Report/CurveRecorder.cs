using System.Text;
using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Models.Training;

namespace TorchSharp.Siamese.Models.Insight.Report;

/// <summary>Keeps the curves of a training for its report: loss, share of active tuples, learning rate, norm of the gradient, every metric.</summary>
/// <remarks>
/// Memory is bounded: a curve keeps at most so many points, and of steps that share a place the smallest and the largest value,
/// so that spikes stay. Its state is part of a checkpoint: a training that goes on has one curve. Not thread-safe.
/// </remarks>
public sealed class CurveRecorder : ITrainingObserver, ICheckpointed
{
    private const string LossChart = "loss", ActiveChart = "active tuples", RateChart = "learning rate", NormChart = "gradient norm";
    private const string EveryStep = "every step", EpochMean = "mean of an epoch", Metric = "evaluation";
    private const int Format = 1, MaxCurves = 10_000;

    private readonly int _capacity;
    private readonly List<(string Chart, string Name, ThinnedSeries Series)> _series = [];      // in the order in which they came

    /// <param name="pointsPerCurve">The most points that a curve keeps, 16 to 1,000,000.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="pointsPerCurve"/> is outside its range.</exception>
    public CurveRecorder(int pointsPerCurve = 2_000) => _capacity = Check.Between(pointsPerCurve, 16, 1_000_000);

    /// <inheritdoc/>
    public string CheckpointName => "curves";

    /// <summary>The curves so far.</summary>
    public IReadOnlyList<Curve> Curves => [.. _series.Where(entry => entry.Series.Points.Count > 0)
        .Select(entry => new Curve(entry.Chart, entry.Name, entry.Series.Points))];

    /// <inheritdoc/>
    /// <remarks>Forgets later steps than that.</remarks>
    public void OnStart(TrainingStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        foreach (var (_, _, series) in _series)
            series.CutAfter(start.Step);
    }

    /// <inheritdoc/>
    public void OnStep(TrainingStep taken)
    {
        ArgumentNullException.ThrowIfNull(taken);
        Add(LossChart, EveryStep, taken.Step, taken.Loss);
        if (taken.TupleCount > 0)
            Add(ActiveChart, EveryStep, taken.Step, (double)taken.ActiveCount / taken.TupleCount);
        Add(RateChart, EveryStep, taken.Step, taken.LearningRate);
        Add(NormChart, EveryStep, taken.Step, taken.GradientNorm);
        if (taken.Losses.Count < 2)
            return;
        foreach (var loss in taken.Losses)
            Add("losses", loss.Name, taken.Step, loss.Loss);
    }

    /// <inheritdoc/>
    public void OnEvaluation(TrainingEvaluation evaluation)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        foreach (var (name, value) in evaluation.Metrics)
            Add(name, Metric, evaluation.Step, value);
    }

    /// <inheritdoc/>
    public void OnEpochEnd(TrainingEpoch epoch)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        Add(LossChart, EpochMean, epoch.Step, epoch.MeanLoss);
        if (epoch.TupleCount > 0)
            Add(ActiveChart, EpochMean, epoch.Step, (double)epoch.ActiveCount / epoch.TupleCount);
    }

    /// <summary>Adds a value of one's own.</summary>
    /// <param name="chart">The chart, by name; not empty.</param>
    /// <param name="name">The curve in it; not empty.</param>
    /// <param name="step">Step of the training, not before the curve's last.</param>
    /// <param name="value">The value; one that is not finite is left out.</param>
    /// <exception cref="ArgumentException">A name is empty, or the step is before the last.</exception>
    public void Add(string chart, string name, long step, double value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(chart);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (!double.IsFinite(value))
            return;
        var series = _series.Find(entry => entry.Chart == chart && entry.Name == name).Series;
        if (series is null)
            _series.Add((chart, name, series = new ThinnedSeries(_capacity)));
        else if (step < series.LastStep)
            throw new ArgumentException($"Expected a step of at least {series.LastStep}, got {step} for '{name}' of '{chart}'.", nameof(step));
        series.Add(new CurvePoint(step, value));
    }

    /// <inheritdoc/>
    public void SaveState(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Format);
        writer.Write(_capacity);
        writer.Write(_series.Count);
        foreach (var (chart, name, series) in _series)
        {
            writer.Write(chart);
            writer.Write(name);
            series.Save(writer);
        }
    }

    /// <inheritdoc/>
    public void LoadState(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        try
        {
            var (format, capacity, count) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
            if (format != Format || capacity != _capacity || count is < 0 or > MaxCurves)
                throw new InvalidDataException($"Needs curves of format {Format} of {_capacity} points, got format {format}, {capacity} points, {count} curves.");
            var read = new List<(string, string, ThinnedSeries)>();
            for (var i = 0; i < count; i++)
            {
                var (chart, name, series) = (reader.ReadString(), reader.ReadString(), new ThinnedSeries(_capacity));
                series.Load(reader);
                read.Add((chart, name, series));
            }
            _series.Clear();
            _series.AddRange(read);
        }
        catch (Exception error) when (error is EndOfStreamException or FormatException or DecoderFallbackException)
        {
            throw new InvalidDataException("Needs the state of a curve recorder, got one that is cut off or something else.", error);
        }
    }
}
