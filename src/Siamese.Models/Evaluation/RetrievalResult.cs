using System.Globalization;
using TorchSharp.Siamese.Data;

namespace TorchSharp.Siamese.Models.Evaluation;

/// <summary>What <see cref="RetrievalEvaluator"/> found. Immutable.</summary>
/// <remarks>Its text has the protocol beside the figures.</remarks>
public sealed record RetrievalResult
{
    private readonly double[] _foundShares;

    internal RetrievalResult(string protocol, RetrievalFigures overall, SortedDictionary<long, RetrievalFigures> byClass, double[] cmc, double[] foundShares)
    {
        Protocol = protocol;
        Overall = overall;
        ByClass = byClass;
        ClassAverage = RetrievalFigures.Average(byClass.Values);
        Cmc = Array.AsReadOnly(cmc);
        _foundShares = foundShares;
    }

    /// <summary>What was compared with what, how many there were, by which distance, and how ties were ranked.</summary>
    public string Protocol { get; }

    /// <summary>Means over all queries with something to find.</summary>
    public RetrievalFigures Overall { get; }

    /// <summary>Means over the queries of each class with something to find, by label, ascending; empty under a label relation.</summary>
    public IReadOnlyDictionary<long, RetrievalFigures> ByClass { get; }

    /// <summary>The plain means of <see cref="ByClass"/>, in which every class counts the same.</summary>
    public RetrievalFigures ClassAverage { get; }

    /// <summary>Cumulative match characteristic: at position r - 1 the share of queries with a match among their first r rows. 0 to 1, rising.</summary>
    public IReadOnlyList<double> Cmc { get; }

    /// <summary>What each query with something to find is worth, in their order.</summary>
    internal IReadOnlyList<RankingWorth> Worths { get; init; } = [];

    /// <summary>Share of queries with at least one match among their first k rows: Recall@K of the papers on metric learning (Jégou and others 2011), the CMC at rank k.</summary>
    /// <param name="k">1 to the length of <see cref="Cmc"/>.</param>
    /// <returns>0 to 1, NaN without a query.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is outside that range.</exception>
    public double RecallAt(int k) => Cmc[Check.Between(k, 1, Cmc.Count) - 1];

    /// <summary>Mean share of the rows that belong with a query which are among its first k: recall as information retrieval defines it.</summary>
    /// <param name="k">1 to the length of <see cref="Cmc"/>.</param>
    /// <returns>0 to 1, NaN without a query.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is outside that range.</exception>
    public double FoundShareAt(int k) => _foundShares[Check.Between(k, 1, Cmc.Count) - 1];

    /// <summary>The main figures in percent, and the protocol.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"precision@1 {100 * Overall.PrecisionAt1:0.00} %, R-precision {100 * Overall.RPrecision:0.00} %, MAP@R {100 * Overall.MeanAveragePrecisionAtR:0.00} %, "
        + $"MRR {100 * Overall.MeanReciprocalRank:0.00} % ({Protocol})");
}
