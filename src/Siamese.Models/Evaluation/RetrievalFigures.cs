namespace TorchSharp.Siamese.Models.Evaluation;

/// <summary>Means over queries of what their rankings are worth. Each is 0 to 1, and NaN without a query.</summary>
/// <remarks>
/// R is the number of gallery rows that belong with a query, k the number of neighbours that count (<see
/// cref="RetrievalOptions.Neighbors"/>). Definitions as in pytorch-metric-learning; MAP@R and R-precision: Musgrave, Belongie
/// and Lim, ECCV 2020, section 3.
/// </remarks>
/// <param name="Queries">Number of queries averaged over: those with something to find.</param>
/// <param name="PrecisionAt1">Share of queries whose nearest row belongs with them.</param>
/// <param name="RPrecision">Share of the first min(R, k) rows that belong with the query.</param>
/// <param name="MeanAveragePrecisionAtR">Precision at every row that belongs among the first min(R, k), summed, over R (over R also where k is smaller).</param>
/// <param name="MeanAveragePrecision">Precision at every row that belongs among the first k, summed, over R (over R also where k is smaller).</param>
/// <param name="MeanReciprocalRank">1 over the rank of the first row that belongs; 0 if it is not among the first k.</param>
public sealed record RetrievalFigures(
    int Queries, double PrecisionAt1, double RPrecision, double MeanAveragePrecisionAtR, double MeanAveragePrecision, double MeanReciprocalRank)
{
    /// <summary>The plain mean of several, in which each counts the same.</summary>
    internal static RetrievalFigures Average(IReadOnlyCollection<RetrievalFigures> all) => new(
        all.Sum(one => one.Queries),
        Mean(all, one => one.PrecisionAt1),
        Mean(all, one => one.RPrecision),
        Mean(all, one => one.MeanAveragePrecisionAtR),
        Mean(all, one => one.MeanAveragePrecision),
        Mean(all, one => one.MeanReciprocalRank));

    private static double Mean(IReadOnlyCollection<RetrievalFigures> all, Func<RetrievalFigures, double> figure)
        => all.Count == 0 ? double.NaN : all.Average(figure);
}
