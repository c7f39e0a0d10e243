namespace TorchSharp.Siamese.Data.Sources;

/// <summary>What pixels become, channel by channel: <c>pixel * scale + offset</c>. Immutable, thread-safe.</summary>
internal sealed class ChannelScaling
{
    private readonly float[] _scale;
    private readonly float[] _offset;
    private readonly bool _isIdentity;

    /// <param name="maxPixel">The pixel that becomes 1 before mean and deviation.</param>
    /// <param name="mean">One number for all channels, or one for each.</param>
    /// <param name="std">As <paramref name="mean"/>.</param>
    /// <param name="channels">Number of channels.</param>
    /// <param name="argument">Where the numbers came from, for the message.</param>
    public ChannelScaling(double maxPixel, IReadOnlyList<float> mean, IReadOnlyList<float> std, int channels, string argument)
    {
        _scale = new float[channels];
        _offset = new float[channels];
        for (var c = 0; c < channels; c++)
        {
            double divisor = Of(std, c, "Std");
            _scale[c] = (float)(1 / (maxPixel * divisor));
            _offset[c] = (float)(-Of(mean, c, "Mean") / divisor);
        }

        _isIdentity = _scale.All(scale => scale == 1) && _offset.All(offset => offset == 0);

        float Of(IReadOnlyList<float> values, int channel, string name) =>
            values.Count == 1 ? values[0]
            : values.Count == channels ? values[channel]
            : throw new ArgumentException($"Needs 1 {name} or one for each of {channels} channels, got {values.Count}.", argument);
    }

    /// <summary>What one pixel becomes.</summary>
    public float Apply(byte pixel, int channel) => PixelScaling.Apply(pixel, _scale[channel], _offset[channel]);

    /// <summary>What an image becomes.</summary>
    /// <param name="pixels"><c>[C, H, W]</c>.</param>
    /// <param name="target">As long.</param>
    public void Apply(ReadOnlySpan<byte> pixels, Span<float> target)
    {
        var plane = pixels.Length / _scale.Length;
        for (var c = 0; c < _scale.Length; c++)
            PixelScaling.Apply(pixels.Slice(c * plane, plane), target.Slice(c * plane, plane), _scale[c], _offset[c]);
    }

    /// <summary>What an image becomes, in place.</summary>
    /// <param name="image"><c>[C, H, W]</c>.</param>
    public void Apply(Span<float> image)
    {
        if (_isIdentity)
            return;
        var plane = image.Length / _scale.Length;
        for (var c = 0; c < _scale.Length; c++)
            PixelScaling.Apply(image.Slice(c * plane, plane), _scale[c], _offset[c]);
    }
}
