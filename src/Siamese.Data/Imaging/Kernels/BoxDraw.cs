using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;

namespace TorchSharp.Siamese.Data.Imaging.Kernels;

/// <summary>Draws the size of a box inside of an image.</summary>
internal static class BoxDraw
{
    private const int Tries = 10;

    // The numbers of the draws behind those of the tries; part of the reproducible behaviour.
    public const ulong LeftDraw = 2 * Tries;
    public const ulong TopDraw = LeftDraw + 1;

    /// <param name="random">The image's key; draws 0 to 19 are used.</param>
    /// <param name="shape">Size of the image.</param>
    /// <param name="area">Share of the image's area.</param>
    /// <param name="ratio">Width by height; its logarithm is even.</param>
    /// <param name="fits">Whether a width and a height will do.</param>
    /// <returns>Null where no try would do.</returns>
    public static (int Width, int Height)? Size(
        CounterRandom random, ImageShape shape, ValueRange area, ValueRange ratio, Func<int, int, ImageShape, bool> fits)
    {
        var logarithm = new ValueRange(Math.Log(ratio.Min), Math.Log(ratio.Max));
        for (ulong t = 0; t < Tries; t++)
        {
            var pixels = shape.PixelsPerChannel * area.At(random.Unit(2 * t));
            var proportion = Math.Exp(logarithm.At(random.Unit((2 * t) + 1)));
            var (width, height) = ((int)Math.Round(Math.Sqrt(pixels * proportion)), (int)Math.Round(Math.Sqrt(pixels / proportion)));
            if (fits(width, height, shape))
                return (width, height);
        }
        return null;
    }
}
