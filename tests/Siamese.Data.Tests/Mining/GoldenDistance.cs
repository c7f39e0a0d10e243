using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.TestSupport;

namespace TorchSharp.Siamese.Tests;

/// <summary>The distance that a golden case names.</summary>
internal static class GoldenDistance
{
    /// <summary>Null where the case names none and the tested class has its own default.</summary>
    public static IDistance? Of(GoldenCase golden) => golden.Inner("distance") is { } distance ? Named(distance) : null;

    private static IDistance Named(GoldenCase distance)
    {
        var power = distance.Number("power", 1);
        var normalize = distance.Flag("normalize_embeddings", missing: true);
        return distance.Text("name") switch
        {
            "LpDistance" => new LpDistance(distance.Number("p", 2), power, normalize),
            "CosineSimilarity" => new CosineSimilarity(power),
            "DotProductSimilarity" => new DotProductSimilarity(normalize, power),
            "SNRDistance" => new SnrDistance(power, normalize),
            var name => throw new NotSupportedException($"distance {name}"),
        };
    }
}
