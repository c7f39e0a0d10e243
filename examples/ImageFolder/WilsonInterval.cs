using TorchSharp.Siamese.Models.Evaluation;

namespace TorchSharp.Siamese.Examples.ImageFolder;

/// <summary>Wilson's score interval of a share, which also holds for few trials and shares near 0 and 1. Source: Wilson, JASA 22 (1927).</summary>
internal static class WilsonInterval
{
    private const double Z = 1.959964;      // 95 %

    /// <param name="share">Share of successes, 0 to 1.</param>
    /// <param name="trials">Number of trials, 1 or more.</param>
    public static Interval Of(double share, int trials)
    {
        var square = Z * Z / trials;
        var middle = (share + square / 2) / (1 + square);
        var half = Z / (1 + square) * Math.Sqrt(share * (1 - share) / trials + square / (4 * trials));
        return new Interval(share, middle - half, middle + half);
    }
}
