using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Sources;

namespace TorchSharp.Siamese.Models.Tests.Evaluation;

/// <summary>
/// The modified Hausdorff distance between the ink of two drawings (Dubuisson and Jain, 1994): the larger of the two mean
/// distances from a point of one to the nearest point of the other, each drawing moved to its centre of mass.
/// </summary>
internal static class ModifiedHausdorff
{
    /// <summary>The black pixels of an image, moved so that their mean is 0.</summary>
    public static (double X, double Y)[] Ink(IImageFiles files, int index)
    {
        using var bytes = files.ReadBytes(index);
        using var image = ImageDecoder.Decode(bytes.Span, new DecodeOptions { Color = ColorMode.Grayscale });
        var ink = new List<(double X, double Y)>();
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            if (image.Pixels[i] < 128)
                ink.Add((i % image.Width, i / image.Width));
        }
        var (x, y) = (ink.Average(point => point.X), ink.Average(point => point.Y));
        return [.. ink.Select(point => (point.X - x, point.Y - y))];
    }

    public static double Between((double X, double Y)[] one, (double X, double Y)[] other)
        => Math.Max(MeanToNearest(one, other), MeanToNearest(other, one));

    private static double MeanToNearest((double X, double Y)[] from, (double X, double Y)[] to)
    {
        var sum = 0.0;
        foreach (var (x, y) in from)
        {
            var nearest = double.PositiveInfinity;
            foreach (var (u, v) in to)
                nearest = Math.Min(nearest, (x - u) * (x - u) + (y - v) * (y - v));
            sum += Math.Sqrt(nearest);
        }
        return sum / from.Length;
    }
}
