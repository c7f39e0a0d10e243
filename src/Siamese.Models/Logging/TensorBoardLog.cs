using TorchSharp.Siamese.Models.Training;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Logging;

/// <summary>Shows a training in TensorBoard.</summary>
/// <remarks>
/// <para>
/// Scalars: <c>train/loss</c> (and one of each loss where there are several), <c>train/tuples</c>, <c>train/active_share</c>,
/// <c>train/gradient_norm</c>, <c>train/learning_rate</c>, <c>train/images_per_second</c>; <c>evaluation/NAME</c> of every metric;
/// <c>epoch/mean_loss</c>, <c>epoch/idle_batches</c>. Histograms: values and norms of a batch's embeddings, and on wish the
/// network's parameters and gradients.
/// </para>
/// <para>
/// A training that goes on writes a further file, which voids what the files before it hold of later steps. Not thread-safe.
/// </para>
/// </remarks>
public sealed class TensorBoardLog : ITrainingObserver, IDisposable
{
    private readonly string _folder;
    private readonly TensorBoardLogOptions _options;
    private TensorBoardWriter? _writer;
    private bool _disposed;
    private TimeSpan _last;
    private long _imagesSince;

    /// <param name="folder">The run's folder; made when the training begins.</param>
    /// <param name="options">What is written, and how often.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public TensorBoardLog(string folder, TensorBoardLogOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        (_folder, _options) = (folder, options ?? new());
    }

    /// <summary>What it writes with, for values of your own; from the start of the training on.</summary>
    /// <exception cref="InvalidOperationException">The training has not begun.</exception>
    /// <exception cref="ObjectDisposedException">The log is disposed.</exception>
    public TensorBoardWriter Writer
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _writer ?? throw new InvalidOperationException("The training has not begun; call OnStart first, or use TensorBoardWriter.Create.");
        }
    }

    /// <inheritdoc/>
    public void OnStart(TrainingStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        Begin(start.Step == 0 ? 0 : start.Step + 1);
    }

    /// <inheritdoc/>
    public void OnStep(TrainingStep taken)
    {
        ArgumentNullException.ThrowIfNull(taken);
        BeginUnlessBegun(taken.Step);
        _imagesSince += taken.ImageCount;
        if (taken.Step % _options.ScalarsEvery == 0)
            WriteScalars(taken);
        if (_options.HistogramsEvery > 0 && taken.Step % _options.HistogramsEvery == 0)
            WriteHistograms(taken);
        Writer.Flush();
    }

    /// <inheritdoc/>
    public void OnEvaluation(TrainingEvaluation evaluation)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        BeginUnlessBegun(evaluation.Step);
        foreach (var (name, value) in evaluation.Metrics)
            Writer.AddScalar($"evaluation/{name}", value, evaluation.Step);
        Writer.Flush();
    }

    /// <inheritdoc/>
    public void OnEpochEnd(TrainingEpoch epoch)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        BeginUnlessBegun(epoch.Step);
        Writer.AddScalar("epoch/mean_loss", epoch.MeanLoss, epoch.Step);
        Writer.AddScalar("epoch/idle_batches", epoch.IdleBatchCount, epoch.Step);
        Writer.Flush();
    }

    /// <inheritdoc/>
    public void OnCheckpoint(long steps) => _writer?.Flush(toDisk: true);

    /// <summary>Closes the file. Safe to call again.</summary>
    public void Dispose()
    {
        _disposed = true;
        _writer?.Dispose();
    }

    private void WriteScalars(TrainingStep taken)
    {
        void Add(string name, double value) => Writer.AddScalar("train/" + name, value, taken.Step);
        Add("loss", taken.Loss);
        foreach (var part in taken.Losses.Count > 1 ? taken.Losses : [])
            Add("loss/" + part.Name, part.Loss);
        Add("tuples", taken.TupleCount);
        Add("active_share", taken.TupleCount > 0 ? (double)taken.ActiveCount / taken.TupleCount : 0);
        if (!double.IsNaN(taken.GradientNorm))
            Add("gradient_norm", taken.GradientNorm);
        Add("learning_rate", taken.LearningRate);
        if (taken.Elapsed > _last)
            Add("images_per_second", _imagesSince / (taken.Elapsed - _last).TotalSeconds);
        (_last, _imagesSince) = (taken.Elapsed, 0);
    }

    private void WriteHistograms(TrainingStep taken)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        Writer.AddHistogram("embeddings/values", taken.Embeddings, taken.Step);
        Writer.AddHistogram("embeddings/norms", taken.Embeddings.square().sum(1).sqrt(), taken.Step);
        if (_options.Network is not { } network)
            return;
        foreach (var (name, parameter) in network.named_parameters())
        {
            Writer.AddHistogram("parameters/" + name, parameter, taken.Step);
            if (parameter.grad is { } gradient)
                Writer.AddHistogram("gradients/" + name, gradient, taken.Step);
        }
    }

    private void BeginUnlessBegun(long step)
    {
        if (_writer is null)
            Begin(step);
    }

    private void Begin(long startsAt)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _writer?.Dispose();
        _writer = TensorBoardWriter.Create(_folder, startsAt);
        (_last, _imagesSince) = (TimeSpan.Zero, 0);
    }
}
