using TorchSharp.Siamese.Data.Mining;

namespace TorchSharp.Siamese.Models.Evaluation;

/// <summary>A distance as a file keeps it.</summary>
internal sealed record DistanceSpec(string Kind, double P, double Power, bool Normalize)
{
    public static DistanceSpec Of(IDistance distance) => distance switch
    {
        LpDistance lp => new("Lp", lp.P, lp.Power, lp.Normalize),
        CosineSimilarity cosine => new("Cosine", 2, cosine.Power, true),
        DotProductSimilarity product => new("DotProduct", 2, product.Power, product.Normalize),
        SnrDistance snr => new("Snr", 2, snr.Power, snr.Normalize),
        _ => new(distance.GetType().FullName ?? distance.GetType().Name, 0, 1, false),
    };

    /// <summary>The distance; null where it is none of this library's.</summary>
    public IDistance? Make() => Kind switch
    {
        "Lp" => new LpDistance(P, Power, Normalize),
        "Cosine" => new CosineSimilarity(Power),
        "DotProduct" => new DotProductSimilarity(Normalize, Power),
        "Snr" => new SnrDistance(Power, Normalize),
        _ => null,
    };
}
