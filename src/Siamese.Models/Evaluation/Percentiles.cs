namespace TorchSharp.Siamese.Models.Evaluation;

/// <summary>Intervals of resampled figures.</summary>
internal static class Percentiles
{
    /// <summary>The interval in the middle that holds a share of the figures drawn.</summary>
    /// <param name="exact">The figure of the set itself.</param>
    /// <param name="drawn">Those of the resampled sets; sorted here.</param>
    /// <param name="confidence">The share.</param>
    public static Interval Of(double exact, double[] drawn, double confidence)
    {
        Array.Sort(drawn);
        return new Interval(exact, Quantile(drawn, (1 - confidence) / 2), Quantile(drawn, (1 + confidence) / 2));
    }

    // On the straight line between neighbours.
    private static double Quantile(double[] ascending, double share)
    {
        var place = share * (ascending.Length - 1);
        var below = (int)place;
        return below + 1 >= ascending.Length ? ascending[^1] : ascending[below] + (place - below) * (ascending[below + 1] - ascending[below]);
    }
}
