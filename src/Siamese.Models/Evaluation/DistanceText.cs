using System.Globalization;
using TorchSharp.Siamese.Data.Mining;

namespace TorchSharp.Siamese.Models.Evaluation;

/// <summary>Distances in words, for the protocols that results print.</summary>
internal static class DistanceText
{
    public static string Of(IDistance distance) => distance switch
    {
        LpDistance lp => string.Create(CultureInfo.InvariantCulture, $"{Norm(lp.P)} distance{Power(lp.Power)} of {Rows(lp.Normalize)}"),
        CosineSimilarity cosine => $"cosine similarity{Power(cosine.Power)}",
        DotProductSimilarity product => $"dot product{Power(product.Power)} of {Rows(product.Normalize)}",
        SnrDistance snr => $"signal-to-noise distance{Power(snr.Power)} of {Rows(snr.Normalize)}",
        _ => distance.GetType().Name,
    };

    private static string Norm(double p) => p switch
    {
        2 => "Euclidean",
        1 => "Manhattan",
        _ => string.Create(CultureInfo.InvariantCulture, $"L{p}"),
    };

    private static string Power(double power) => power == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" to the power {power}");

    private static string Rows(bool normalized) => normalized ? "normalised rows" : "rows as they are";
}
