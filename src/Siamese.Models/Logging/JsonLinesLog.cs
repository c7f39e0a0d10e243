using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using TorchSharp.Siamese.Models.Training;

namespace TorchSharp.Siamese.Models.Logging;

/// <summary>Writes what happens in a training into one file, a JSON object a line: <c>{"event":"step","step":1,"loss":0.7,...}</c>.</summary>
/// <remarks>
/// <para>
/// Events are step, evaluation and epoch, in the order in which they happened. A gradient norm that was not measured is left out;
/// NaN and infinities are the strings "NaN", "Infinity", "-Infinity", as JSON has no numbers for them.
/// </para>
/// <para>
/// A training that goes on from a checkpoint drops the lines after it and writes them again, so that its log equals that of one that
/// was never stopped, byte for byte; for that it holds no times. A training that begins anew begins the file anew. A file that is no
/// such log is refused and left as it is. Not thread-safe.
/// </para>
/// </remarks>
public sealed class JsonLinesLog : ITrainingObserver, IDisposable
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly LogFile _file;
    private bool _disposed;

    /// <param name="path">The file; it and its folder are made when the training begins, if they are not there.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public JsonLinesLog(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        _file = new LogFile(path, """{"event":""", RowOf, hasHeader: false);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The file holds something else; nothing was changed in it.</exception>
    public void OnStart(TrainingStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        ObjectDisposedException.ThrowIf(_disposed, this);
        _file.Begin(start.Step);
    }

    /// <inheritdoc/>
    public void OnStep(TrainingStep taken)
    {
        ArgumentNullException.ThrowIfNull(taken);
        Add("step", taken.Step, taken.Epoch, taken.Step - 1, json =>
        {
            json.WriteNumber("batch", taken.Batch);
            Number(json, "loss", taken.Loss);
            json.WriteNumber("tuples", taken.TupleCount);
            json.WriteNumber("active", taken.ActiveCount);
            if (!double.IsNaN(taken.GradientNorm))
                Number(json, "gradient_norm", taken.GradientNorm);
            Number(json, "learning_rate", taken.LearningRate);
            json.WriteNumber("images", taken.ImageCount);
            if (taken.Losses.Count > 1)
                WriteLosses(json, taken.Losses);
        });
    }

    /// <inheritdoc/>
    public void OnEvaluation(TrainingEvaluation evaluation)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        Add("evaluation", evaluation.Step, evaluation.Epoch, evaluation.Step, json =>
        {
            json.WriteBoolean("best", evaluation.IsBest);
            json.WriteStartObject("metrics");
            foreach (var (name, value) in evaluation.Metrics)
                Number(json, name, value);
            json.WriteEndObject();
        });
    }

    /// <inheritdoc/>
    public void OnEpochEnd(TrainingEpoch epoch)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        Add("epoch", epoch.Step, epoch.Epoch, epoch.Step, json =>
        {
            json.WriteNumber("batches", epoch.BatchCount);
            json.WriteNumber("idle_batches", epoch.IdleBatchCount);
            json.WriteNumber("images", epoch.ImageCount);
            Number(json, "mean_loss", epoch.MeanLoss);
            json.WriteNumber("tuples", epoch.TupleCount);
            json.WriteNumber("active", epoch.ActiveCount);
        });
    }

    /// <inheritdoc/>
    public void OnCheckpoint(long steps) => _file.FlushToDisk();

    /// <summary>Closes the file. Safe to call again.</summary>
    public void Dispose()
    {
        _disposed = true;
        _file.Dispose();
    }

    private static void WriteLosses(Utf8JsonWriter json, IReadOnlyList<TrainingLossFigures> losses)
    {
        json.WriteStartObject("losses");
        foreach (var part in losses)
        {
            json.WriteStartObject(part.Name);
            Number(json, "loss", part.Loss);
            json.WriteNumber("tuples", part.TupleCount);
            json.WriteNumber("active", part.ActiveCount);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
            json.WriteNumber(name, value);
        else
            json.WriteString(name, value.ToString(CultureInfo.InvariantCulture));
    }

    private static LogRow? RowOf(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("event", out var kind) && kind.ValueKind == JsonValueKind.String
                && json.RootElement.TryGetProperty("step", out var step) && step.ValueKind == JsonValueKind.Number && step.TryGetInt64(out var number)
                    ? new(number, kind.GetString()!)
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void Add(string kind, long step, int epoch, long begun, Action<Utf8JsonWriter> write)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_file.IsOpen)
            _file.Begin(begun);
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, s_options))
        {
            json.WriteStartObject();
            json.WriteString("event", kind);
            json.WriteNumber("step", step);
            json.WriteNumber("epoch", epoch);
            write(json);
            json.WriteEndObject();
        }
        _file.Append(new(step, kind), Encoding.UTF8.GetString(bytes.WrittenSpan));
    }
}
