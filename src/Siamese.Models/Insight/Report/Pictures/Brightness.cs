namespace TorchSharp.Siamese.Models.Insight.Report.Pictures;

/// <summary>Turns the numbers of images, which may be normalised in any way, back into bytes: by the range of each channel.</summary>
internal sealed class Brightness
{
    private readonly float[] _low, _high;

    private Brightness(float[] low, float[] high) => (_low, _high) = (low, high);

    /// <summary>The range that pictures have; what is not finite does not count.</summary>
    public static Brightness Of(IEnumerable<float[]> pictures, int channels)
    {
        var (low, high) = (new float[channels], new float[channels]);
        Array.Fill(low, float.PositiveInfinity);
        Array.Fill(high, float.NegativeInfinity);
        foreach (var picture in pictures)
        {
            for (var i = 0; i < picture.Length; i++)
            {
                if (!float.IsFinite(picture[i]))
                    continue;
                ref var least = ref low[i % channels];
                ref var most = ref high[i % channels];
                (least, most) = (Math.Min(least, picture[i]), Math.Max(most, picture[i]));
            }
        }
        return new Brightness(low, high);
    }

    /// <summary>The bytes of a picture; black where a number is not finite.</summary>
    public void Apply(ReadOnlySpan<float> picture, Span<byte> pixels)
    {
        for (var i = 0; i < picture.Length; i++)
        {
            var (low, high) = (_low[i % _low.Length], _high[i % _high.Length]);
            var share = high > low ? (picture[i] - low) / (high - low) : picture[i] > 0 ? 1 : 0;
            pixels[i] = float.IsFinite(share) ? (byte)Math.Clamp(Math.Round(255 * share), 0, 255) : (byte)0;
        }
    }
}
