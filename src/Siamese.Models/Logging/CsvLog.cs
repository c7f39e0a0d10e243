using System.Globalization;
using TorchSharp.Siamese.Models.Training;

namespace TorchSharp.Siamese.Models.Logging;

/// <summary>Writes what happens in a training into three tables of a folder: <c>steps.csv</c>, <c>evaluations.csv</c>, <c>epochs.csv</c>.</summary>
/// <remarks>
/// <para>
/// Steps: step, epoch, batch, loss, tuples, active tuples, gradient norm (empty if not measured), learning rate, images; with several
/// losses three more columns for each. Evaluations: a line for each metric, and whether it was the best so far. Epochs: the means and sums of
/// <see cref="TrainingEpoch"/>.
/// </para>
/// <para>
/// A training that goes on from a checkpoint drops the lines after it and writes them again, so that its tables equal those of one that
/// was never stopped, byte for byte; for that they hold no times. A training that begins anew in the same folder begins the tables anew.
/// A file that is no such table is refused and left as it is. Not thread-safe.
/// </para>
/// </remarks>
public sealed class CsvLog : ITrainingObserver, IDisposable
{
    private const string EvaluationHeader = "step,epoch,metric,value,best";
    private const string EpochHeader = "step,epoch,batches,idle_batches,images,mean_loss,tuples,active";

    private readonly LogFile _steps;
    private readonly LogFile _evaluations;
    private readonly LogFile _epochs;
    private bool _disposed;

    /// <param name="folder">Made when the training begins, if it is not there.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public CsvLog(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        _steps = Table("steps.csv", "step,epoch,batch,loss,");
        _evaluations = Table("evaluations.csv", EvaluationHeader);
        _epochs = Table("epochs.csv", EpochHeader);

        LogFile Table(string name, string start) => new(Path.Combine(folder, name), start, line => StepOf(line) is { } step ? new(step, name) : null, hasHeader: true);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">A table of the folder holds something else; nothing was changed in it.</exception>
    public void OnStart(TrainingStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        Begin(start.Step);
    }

    /// <inheritdoc/>
    public void OnStep(TrainingStep taken)
    {
        ArgumentNullException.ThrowIfNull(taken);
        BeginUnlessBegun(taken.Step - 1);
        var parts = taken.Losses.Count > 1 ? taken.Losses : [];
        _steps.Header(CsvFields.Line(["step", "epoch", "batch", "loss", "tuples", "active", "gradient_norm", "learning_rate", "images",
            .. parts.SelectMany(part => new[] { $"loss/{part.Name}", $"tuples/{part.Name}", $"active/{part.Name}" })]));
        _steps.Append(new(taken.Step, "steps.csv"), CsvFields.Line([
            taken.Step, taken.Epoch, taken.Batch, taken.Loss, taken.TupleCount, taken.ActiveCount,
            double.IsNaN(taken.GradientNorm) ? null : taken.GradientNorm, taken.LearningRate, taken.ImageCount,
            .. parts.SelectMany(part => new object[] { part.Loss, part.TupleCount, part.ActiveCount })]));
    }

    /// <inheritdoc/>
    public void OnEvaluation(TrainingEvaluation evaluation)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        BeginUnlessBegun(evaluation.Step);
        _evaluations.Header(EvaluationHeader);
        foreach (var (name, value) in evaluation.Metrics)
            _evaluations.Append(new(evaluation.Step, "evaluations.csv"),
                CsvFields.Line([evaluation.Step, evaluation.Epoch, name, value, evaluation.IsBest ? 1 : 0]));
    }

    /// <inheritdoc/>
    public void OnEpochEnd(TrainingEpoch epoch)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        BeginUnlessBegun(epoch.Step);
        _epochs.Header(EpochHeader);
        _epochs.Append(new(epoch.Step, "epochs.csv"), CsvFields.Line([
            epoch.Step, epoch.Epoch, epoch.BatchCount, epoch.IdleBatchCount, epoch.ImageCount, epoch.MeanLoss, epoch.TupleCount, epoch.ActiveCount]));
    }

    /// <inheritdoc/>
    public void OnCheckpoint(long steps)
    {
        _steps.FlushToDisk();
        _evaluations.FlushToDisk();
        _epochs.FlushToDisk();
    }

    /// <summary>Closes the tables. Safe to call again.</summary>
    public void Dispose()
    {
        _disposed = true;
        _steps.Dispose();
        _evaluations.Dispose();
        _epochs.Dispose();
    }

    private static long? StepOf(string line)
    {
        var comma = line.IndexOf(',', StringComparison.Ordinal);
        return comma > 0 && long.TryParse(line.AsSpan(0, comma), NumberStyles.None, CultureInfo.InvariantCulture, out var step) ? step : null;
    }

    private void BeginUnlessBegun(long step)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_steps.IsOpen)
            Begin(step);
    }

    private void Begin(long step)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _steps.Begin(step);
        _evaluations.Begin(step);
        _epochs.Begin(step);
    }
}
