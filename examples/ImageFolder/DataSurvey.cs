using System.Globalization;
using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Sources;

namespace TorchSharp.Siamese.Examples.ImageFolder;

/// <summary>What the images look like, from some of them.</summary>
/// <param name="Looked">Images looked at, spread evenly over all.</param>
/// <param name="ShortSide">Median of the shorter sides, in pixels.</param>
/// <param name="Color">Gray where all are gray.</param>
internal sealed record DataSurvey(int Looked, int ShortSide, ColorMode Color)
{
    private const int Most = 120;
    private const int SmallestSide = 16, LargestSide = 64, Multiple = 4;
    private const int Thumbnail = 48;
    private const double LeastColor = 3;     // mean difference of the channels, of 255: JPEG makes a little colour where there is none

    /// <summary>The edge that networks are given: that of the images, but no more than trains in minutes.</summary>
    public int Side => Math.Clamp(ShortSide / Multiple * Multiple, SmallestSide, LargestSide);

    /// <summary>Looks at up to 120 images.</summary>
    /// <exception cref="InvalidDataException">None of them can be read; the message names one.</exception>
    public static DataSurvey Of(IImageFiles files, CancellationToken cancellationToken)
    {
        var count = Math.Min(files.Count, Most);
        var sides = new List<int>();
        var isColored = false;
        Exception? failure = null;
        for (var i = 0; i < count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var index = (int)((long)i * files.Count / count);
            try
            {
                using var bytes = files.ReadBytes(index);
                var info = ImageDecoder.Identify(bytes.Span);
                sides.Add(Math.Min(info.Width, info.Height));
                isColored = isColored || IsColored(bytes.Span);
            }
            catch (ImageDecodeException error)
            {
                failure ??= new InvalidDataException($"'{files.NameOf(index)}': {error.Message}", error);
            }
        }
        if (sides.Count == 0)
            throw failure!;
        sides.Sort();
        return new DataSurvey(sides.Count, sides[sides.Count / 2], isColored ? ColorMode.Rgb : ColorMode.Grayscale);
    }

    /// <summary>In words.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(Color == ColorMode.Rgb ? "colour" : "gray")} images, shorter side {ShortSide} pixels (median of {Looked})");

    private static bool IsColored(ReadOnlySpan<byte> file)
    {
        using var image = ImageDecoder.Decode(file, new DecodeOptions { MinWidth = Thumbnail, MinHeight = Thumbnail });
        var sum = 0L;
        for (var i = 0; i < image.Pixels.Length; i += 3)
        {
            var (r, g, b) = (image.Pixels[i], image.Pixels[i + 1], image.Pixels[i + 2]);
            sum += Math.Max(r, Math.Max(g, b)) - Math.Min(r, Math.Min(g, b));
        }
        return (double)sum / (image.Pixels.Length / 3) > LeastColor;
    }
}
