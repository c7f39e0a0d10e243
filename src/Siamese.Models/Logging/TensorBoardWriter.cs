using System.Runtime.InteropServices;
using TorchSharp.Siamese.Data.Imaging;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Logging;

/// <summary>Writes event files that TensorBoard shows: scalars, histograms, pictures, text.</summary>
/// <remarks>
/// The names of the chart, the tags, group at a slash: <c>train/loss</c>. A writer makes a file of its own in the folder and touches no
/// other; events that older files of the folder hold from its start on are marked as void, which TensorBoard heeds.
/// Source: TensorFlow's event.proto, summary.proto and tfrecord format. Not thread-safe.
/// </remarks>
public sealed class TensorBoardWriter : IDisposable
{
    private const int StringType = 7;    // DT_STRING of types.proto

    private readonly EventFile _file;
    private bool _disposed;

    private TensorBoardWriter(EventFile file, string folder) => (_file, Folder) = (file, folder);

    /// <summary>Where its file lies.</summary>
    public string Folder { get; }

    /// <summary>Makes an event file.</summary>
    /// <param name="folder">The run's folder: TensorBoard names the run after it. Made if it is not there.</param>
    /// <param name="startsAt">First step that will be written; what older files of the folder hold of it and later steps is void. 0 or more.</param>
    /// <param name="time">Stamps the events; the system's clock by default.</param>
    /// <returns>The writer. The caller disposes it.</returns>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The step is below 0.</exception>
    /// <exception cref="IOException">The file cannot be made.</exception>
    public static TensorBoardWriter Create(string folder, long startsAt = 0, TimeProvider? time = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentOutOfRangeException.ThrowIfNegative(startsAt);
        return new TensorBoardWriter(EventFile.Create(folder, startsAt, time ?? TimeProvider.System), folder);
    }

    /// <summary>A point of a curve.</summary>
    /// <param name="tag">Name of the chart.</param>
    /// <param name="value">Any number, NaN and infinities too; kept as a float.</param>
    /// <param name="step">Where on the axis, 0 or more.</param>
    /// <exception cref="ArgumentException">The tag is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The step is below 0.</exception>
    /// <exception cref="ObjectDisposedException">The writer is disposed.</exception>
    public void AddScalar(string tag, double value, long step) => Add(tag, step, message => message.Float(2, (float)value));

    /// <summary>How numbers are distributed, in 30 buckets between the least and the greatest.</summary>
    /// <param name="tag">Name of the chart.</param>
    /// <param name="values">Numbers; NaN and infinities are left out. Nothing is written where none is finite.</param>
    /// <param name="step">Where on the axis, 0 or more.</param>
    /// <exception cref="ArgumentException">The tag is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The step is below 0.</exception>
    /// <exception cref="ObjectDisposedException">The writer is disposed.</exception>
    public void AddHistogram(string tag, ReadOnlySpan<float> values, long step)
    {
        var histogram = HistogramSummary.Of(values);
        Add(tag, step, histogram is null ? null : message => message.Message(5, histogram.ToProto()));
    }

    /// <summary>How the numbers of a tensor are distributed, in 30 buckets between the least and the greatest.</summary>
    /// <param name="tag">Name of the chart.</param>
    /// <param name="values">Any shape, type of real numbers and device; NaN and infinities are left out. Nothing is written where none is finite.</param>
    /// <param name="step">Where on the axis, 0 or more.</param>
    /// <exception cref="ArgumentException">The tag is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The step is below 0.</exception>
    /// <exception cref="ObjectDisposedException">The writer is disposed.</exception>
    public void AddHistogram(string tag, Tensor values, long step)
    {
        ArgumentNullException.ThrowIfNull(values);
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var host = values.detach().to(ScalarType.Float32).cpu().contiguous().clone();
        AddHistogram(tag, MemoryMarshal.Cast<byte, float>(host.bytes), step);
    }

    /// <summary>A picture.</summary>
    /// <param name="tag">Name of the picture.</param>
    /// <param name="pixels">Bytes, row by row, the channels of a pixel side by side, <c>[H, W, C]</c>.</param>
    /// <param name="width">Columns, 1 or more.</param>
    /// <param name="height">Rows, 1 or more.</param>
    /// <param name="mode">Which channels.</param>
    /// <param name="step">Where on the axis, 0 or more.</param>
    /// <exception cref="ArgumentException">The tag is empty, or the number of bytes is another.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The step is below 0, a size below 1, or the mode unknown.</exception>
    /// <exception cref="ObjectDisposedException">The writer is disposed.</exception>
    public void AddImage(string tag, ReadOnlySpan<byte> pixels, int width, int height, ColorMode mode, long step)
    {
        var png = PngEncoder.Encode(pixels, width, height, mode);
        Add(tag, step, message => message.Message(4, new ProtoMessage().Int(1, height).Int(2, width).Int(3, (int)mode).Bytes(4, png)));
    }

    /// <summary>A picture that is a tensor.</summary>
    /// <param name="tag">Name of the picture.</param>
    /// <param name="image"><c>[C, H, W]</c> of 1, 3 or 4 channels: bytes, or floating point from 0 to 1, clamped to that.</param>
    /// <param name="step">Where on the axis, 0 or more.</param>
    /// <exception cref="ArgumentException">The tag is empty, or the shape or type is another.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The step is below 0.</exception>
    /// <exception cref="ObjectDisposedException">The writer is disposed.</exception>
    public void AddImage(string tag, Tensor image, long step)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.dim() != 3)
            throw new ArgumentException($"Expected an image [C, H, W], got [{string.Join(", ", image.shape)}].", nameof(image));
        using var images = image.unsqueeze(0);
        var (pixels, mode) = ImagePixels.Of(images, nameof(image));
        AddImage(tag, pixels, (int)image.shape[2], (int)image.shape[1], mode, step);
    }

    /// <summary>A text, such as the options of a run; TensorBoard reads it as Markdown.</summary>
    /// <param name="tag">Its name.</param>
    /// <param name="text">The text.</param>
    /// <param name="step">Where on the axis, 0 or more.</param>
    /// <exception cref="ArgumentException">The tag is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The step is below 0.</exception>
    /// <exception cref="ObjectDisposedException">The writer is disposed.</exception>
    public void AddText(string tag, string text, long step)
    {
        ArgumentNullException.ThrowIfNull(text);
        Add(tag, step, message => message
            .Message(9, new ProtoMessage().Message(1, new ProtoMessage().Text(1, "text")))
            .Message(8, new ProtoMessage().Int(1, StringType).Message(2, new ProtoMessage()).Text(8, text)));
    }

    /// <summary>Hands everything to the operating system, so that TensorBoard sees it.</summary>
    /// <exception cref="ObjectDisposedException">The writer is disposed.</exception>
    public void Flush() => Flush(toDisk: false);

    /// <summary>Writes what is left and closes the file. Safe to call again.</summary>
    public void Dispose()
    {
        _disposed = true;
        _file.Dispose();
    }

    internal void Flush(bool toDisk)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _file.Flush(toDisk);
    }

    // Value: 1 tag, then one of 2 scalar, 4 image, 5 histogram, 8 tensor.
    private void Add(string tag, long step, Func<ProtoMessage, ProtoMessage>? value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(tag);
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (value is not null)
            _file.WriteValue(step, value(new ProtoMessage().Text(1, tag)));
    }
}
