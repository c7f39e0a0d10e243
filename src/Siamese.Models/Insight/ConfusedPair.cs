namespace TorchSharp.Siamese.Models.Insight;

/// <summary>How often images of one class lie nearest to another class.</summary>
/// <param name="Label">Class of the images.</param>
/// <param name="Neighbor">Class of their nearest neighbours.</param>
/// <param name="Count">Number of such images.</param>
/// <param name="Of">Number of images of <paramref name="Label"/> that have a neighbour.</param>
public sealed record ConfusedPair(int Label, int Neighbor, int Count, int Of)
{
    /// <summary>Share of the class, 0 to 1.</summary>
    public double Share => (double)Count / Of;
}
