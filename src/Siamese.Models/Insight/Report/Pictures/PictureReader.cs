using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Sources;

namespace TorchSharp.Siamese.Models.Insight.Report.Pictures;

/// <summary>Reads images of a source as small pictures of numbers, <c>[h, w, C]</c> with 1, 3 or 4 channels.</summary>
internal sealed class PictureReader
{
    private readonly ISampleSource _source;
    private readonly float[] _image;

    /// <param name="source">The source.</param>
    /// <param name="side">Longest side of a picture, in pixels; a smaller image stays as it is.</param>
    public PictureReader(ISampleSource source, int side)
    {
        _source = source;
        var shape = source.Shape;
        _image = new float[shape.Length];
        var scale = Math.Min(1, (double)side / Math.Max(shape.Height, shape.Width));
        (Width, Height) = (Math.Max(1, (int)Math.Round(shape.Width * scale)), Math.Max(1, (int)Math.Round(shape.Height * scale)));
        Color = shape.Channels switch
        {
            3 => ColorMode.Rgb,
            4 => ColorMode.Rgba,
            _ => ColorMode.Grayscale,
        };
    }

    public int Width { get; }

    public int Height { get; }

    public ColorMode Color { get; }

    /// <summary>Reads one; null where it cannot be read.</summary>
    public float[]? Read(int row)
    {
        try
        {
            _source.ReadInto(row, _image);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException or ImageDecodeException)
        {
            return null;
        }
        var shape = _source.Shape;
        var channels = (int)Color;
        var small = new float[Width * Height * channels];
        for (var c = 0; c < channels; c++)
            Shrink(_image.AsSpan(c * shape.PixelsPerChannel, shape.PixelsPerChannel), shape.Width, shape.Height, small, c, channels);
        return small;
    }

    // Each pixel is the mean of those that it covers, wholly or in part.
    private void Shrink(ReadOnlySpan<float> plane, int width, int height, Span<float> small, int channel, int channels)
    {
        for (var y = 0; y < Height; y++)
        {
            var (top, bottom) = (y * height / Height, ((y + 1) * height + Height - 1) / Height);
            for (var x = 0; x < Width; x++)
            {
                var (left, right) = (x * width / Width, ((x + 1) * width + Width - 1) / Width);
                var sum = 0.0;
                for (var i = top; i < bottom; i++)
                {
                    for (var j = left; j < right; j++)
                        sum += plane[i * width + j];
                }
                small[(y * Width + x) * channels + channel] = (float)(sum / ((bottom - top) * (right - left)));
            }
        }
    }
}
