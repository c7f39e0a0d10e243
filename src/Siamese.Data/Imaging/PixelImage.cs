using System.Buffers;

namespace TorchSharp.Siamese.Data.Imaging;

/// <summary>A decoded image: bytes, row by row, the channels of a pixel side by side, <c>[H, W, C]</c>, without gaps.</summary>
/// <remarks>Its memory comes from a pool and goes back there when it is disposed. Not thread-safe.</remarks>
public sealed class PixelImage : IDisposable
{
    [ThreadStatic]
    private static PixelImage? t_spare;

    private byte[]? _buffer;

    /// <param name="width">Columns, 1 or more.</param>
    /// <param name="height">Rows, 1 or more.</param>
    /// <param name="color">Which channels, and so how many.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, the image needs more bytes than an array holds, or the colour mode is unknown.</exception>
    public PixelImage(int width, int height, ColorMode color)
        : this(width, height, color, (int)color)
    {
    }

    private PixelImage(int width, int height, ColorMode color, int roomChannels) => Take(width, height, color, roomChannels);

    /// <summary>Columns.</summary>
    public int Width { get; private set; }

    /// <summary>Rows.</summary>
    public int Height { get; private set; }

    /// <summary>What the channels are.</summary>
    public ColorMode Color { get; private set; }

    /// <summary>Values in a pixel: 1, 3 or 4.</summary>
    public int Channels => (int)Color;

    /// <summary>All values, <c>[H, W, C]</c>; they may be written. After <see cref="Dispose"/> the memory belongs to others.</summary>
    /// <exception cref="ObjectDisposedException">The image is disposed.</exception>
    public Span<byte> Pixels => Room[..(Width * Height * Channels)];

    /// <summary>The pixels and what lies behind them in the pooled buffer.</summary>
    internal Span<byte> Room
    {
        get
        {
            ObjectDisposedException.ThrowIf(_buffer is null, this);
            return _buffer;
        }
    }

    /// <summary>An image to decode into, with room for more channels than it has; one that was handed back on this thread, if any.</summary>
    internal static PixelImage Rent(int width, int height, ColorMode color, int roomChannels)
    {
        if (t_spare is not { } spare)
            return new PixelImage(width, height, color, roomChannels);
        spare.Take(width, height, color, roomChannels);
        t_spare = null;
        return spare;
    }

    /// <summary>Disposes it and lets the next image of this thread be this object: only for an image that nobody else has seen.</summary>
    internal void HandBack()
    {
        Dispose();
        t_spare = this;
    }

    /// <summary>Gives the memory back. Safe to call again.</summary>
    public void Dispose()
    {
        if (_buffer is { } buffer)
        {
            _buffer = null;
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Take(int width, int height, ColorMode color, int roomChannels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (color is not (ColorMode.Grayscale or ColorMode.Rgb or ColorMode.Rgba))
            throw new ArgumentOutOfRangeException(nameof(color), color, $"Needs Grayscale, Rgb or Rgba, got {color}.");
        if ((long)width * height > Array.MaxLength / roomChannels)
            throw new ArgumentOutOfRangeException(nameof(height), height,
                $"Needs at most {Array.MaxLength} bytes, got {width} x {height} pixels of {roomChannels}.");
        Width = width;
        Height = height;
        Color = color;
        _buffer = ArrayPool<byte>.Shared.Rent(width * height * roomChannels);
    }
}
