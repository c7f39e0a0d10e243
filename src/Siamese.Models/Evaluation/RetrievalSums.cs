namespace TorchSharp.Siamese.Models.Evaluation;

/// <summary>Adds up what the rankings of queries are worth.</summary>
internal sealed class RetrievalSums
{
    private int _queries;
    private double _first;
    private double _rPrecision;
    private double _averagePrecisionAtR;
    private double _averagePrecision;
    private double _reciprocalRank;

    /// <summary>Adds one query.</summary>
    public void Add(RankingWorth query)
    {
        _queries++;
        _first += query.First;
        _rPrecision += query.RPrecision;
        _averagePrecisionAtR += query.AveragePrecisionAtR;
        _averagePrecision += query.AveragePrecision;
        _reciprocalRank += query.ReciprocalRank;
    }

    public RetrievalFigures Means() => new(
        _queries,
        _first / _queries,
        _rPrecision / _queries,
        _averagePrecisionAtR / _queries,
        _averagePrecision / _queries,
        _reciprocalRank / _queries);
}
