using System.Buffers;
using TorchSharp.Siamese.Data.Imaging.Resampling;

namespace TorchSharp.Siamese.Data.Imaging;

/// <summary>Resizes decoded images straight into a float buffer, as <c>tf.image.resize</c> does.</summary>
/// <remarks>
/// Values stay on the scale of 0 to 255 and are not clipped: bicubic and lanczos overshoot at edges, in TensorFlow too. The
/// same image and options give the same bits on every machine. Thread-safe; the weights of recent sizes are kept.
/// </remarks>
public static class ImageResizer
{
    /// <summary>Resizes an image.</summary>
    /// <param name="image">The image, <c>[h, w, C]</c>.</param>
    /// <param name="options">Size, kernel, and what happens to another aspect ratio.</param>
    /// <param name="target">Filled with <c>[C, H, W]</c>, or <c>[H, W, C]</c>; its length is exactly C x H x W.</param>
    /// <param name="channelsLast">Whether the channels of a pixel lie side by side.</param>
    /// <exception cref="ArgumentException">The target has another length.</exception>
    /// <exception cref="ObjectDisposedException">The image is disposed.</exception>
    public static unsafe void Resize(PixelImage image, ResizeOptions options, Span<float> target, bool channelsLast = false)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(options);
        var needed = (long)image.Channels * options.Height * options.Width;
        if (target.Length != needed)
            throw new ArgumentException($"Needs {needed} values for {image.Channels} x {options.Height} x {options.Width}, got {target.Length}.",
                nameof(target));

        var window = ResizeWindow.Of(image.Width, image.Height, options);
        if (window.To.Width < options.Width || window.To.Height < options.Height)
            target.Clear();
        var rows = ResampleTables.Get(window.From.Height, window.To.Height, options.Interpolation, options.Antialias);
        var columns = ResampleTables.Get(window.From.Width, window.To.Width, options.Interpolation, options.Antialias);
        var length = window.From.Width * image.Channels;
        var floats = ArrayPool<float>.Shared.Rent(length + window.To.Width);
        var offsets = ArrayPool<int>.Shared.Rent(window.To.Width);
        try
        {
            for (var x = 0; x < window.To.Width; x++)
                offsets[x] = columns.Starts[x] * image.Channels;
            fixed (byte* pixels = image.Pixels)
            fixed (float* rowWeights = rows.Weights)
            {
                nint stride = image.Width * image.Channels;
                var corner = pixels + (window.From.Top * stride) + (window.From.Left * image.Channels);
                var blended = floats.AsSpan(0, length);
                for (var y = 0; y < window.To.Height; y++)
                {
                    RowPasses.BlendRows(corner + (rows.Starts[y] * stride), stride, rowWeights + y, window.To.Height, rows.Taps, blended);
                    WriteRow(blended, columns, offsets, floats.AsSpan(length, window.To.Width),
                        target, new Layout(image.Channels, options.Height, options.Width, channelsLast), window.To.Top + y, window.To.Left);
                }
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(floats);
            ArrayPool<int>.Shared.Return(offsets);
        }
    }

    private static unsafe void WriteRow(
        Span<float> blended, ResampleTable columns, int[] offsets, Span<float> line, Span<float> target, Layout layout, int y, int left)
    {
        fixed (float* row = blended)
        fixed (int* at = offsets)
        fixed (float* weights = columns.Weights)
        {
            for (var c = 0; c < layout.Channels; c++)
            {
                if (layout.ChannelsLast && layout.Channels > 1)
                {
                    RowPasses.BlendColumns(row + c, layout.Channels, at, weights, columns.Taps, line);
                    var to = target[((((y * layout.Width) + left) * layout.Channels) + c)..];
                    for (var x = 0; x < line.Length; x++)
                        to[x * layout.Channels] = line[x];
                }
                else
                {
                    var to = target.Slice((((c * layout.Height) + y) * layout.Width) + left, line.Length);
                    RowPasses.BlendColumns(row + c, layout.Channels, at, weights, columns.Taps, to);
                }
            }
        }
    }

    private readonly record struct Layout(int Channels, int Height, int Width, bool ChannelsLast);
}
