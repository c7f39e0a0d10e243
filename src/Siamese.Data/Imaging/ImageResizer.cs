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
    private const int ReadBeyond = 1;      // the fourth lane of the last pixel of three channels

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
        var blended = ArrayPool<float>.Shared.Rent((window.From.Width * image.Channels) + ReadBeyond);
        try
        {
            fixed (byte* pixels = image.Pixels)
            fixed (float* row = blended, to = target)
            {
                var layout = channelsLast
                    ? new Layout(options.Width * image.Channels, image.Channels, 1)
                    : new Layout(options.Width, 1, (nint)options.Height * options.Width);
                nint stride = image.Width * image.Channels;
                Resize(pixels + (window.From.Top * stride) + (window.From.Left * image.Channels), stride, image.Channels,
                    window, rows, columns, row, to + (window.To.Top * layout.Row) + (window.To.Left * layout.Pixel), layout);
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(blended);
        }
    }

    private static unsafe void Resize(
        byte* pixels, nint stride, int channels, ResizeWindow window, ResampleTable rows, ResampleTable columns, float* blended, float* target, Layout layout)
    {
        fixed (float* rowWeights = rows.Weights, columnWeights = columns.Weights)
        fixed (int* starts = columns.Starts)
        {
            nint length = window.From.Width * channels, count = window.To.Width;
            for (var y = 0; y < window.To.Height; y++, target += layout.Row)
            {
                RowPasses.BlendRows(pixels + (rows.Starts[y] * stride), stride, rowWeights + y, window.To.Height, rows.Taps, length, blended);
                if (channels == 1)
                    RowPasses.BlendGray(blended, starts, columnWeights, columns.Taps, count, target);
                else
                    RowPasses.BlendColour(blended, channels, starts, columnWeights, columns.Taps, count, target, layout.Pixel, layout.Channel);
            }
        }
    }

    /// <summary>Values from row to row, pixel to pixel and channel to channel.</summary>
    private readonly record struct Layout(nint Row, nint Pixel, nint Channel);
}
