namespace TorchSharp.Siamese.Models.Evaluation;

/// <summary>Adds up what the rankings of queries are worth.</summary>
internal sealed class RetrievalSums
{
    private int _queries;
    private int _first;
    private double _rPrecision;
    private double _averagePrecisionAtR;
    private double _averagePrecision;
    private double _reciprocalRank;

    /// <summary>Adds one query.</summary>
    /// <param name="ranks">Ranks, from 1, of the R rows that belong with it, ascending; at least one.</param>
    /// <param name="neighbors">How many rows count.</param>
    public void Add(ReadOnlySpan<int> ranks, int neighbors)
    {
        _queries++;
        _first += ranks[0] == 1 ? 1 : 0;
        _reciprocalRank += ranks[0] <= neighbors ? 1.0 / ranks[0] : 0;
        var among = Math.Min(ranks.Length, neighbors);
        var (foundAmong, precisionAmong, precision) = (0, 0.0, 0.0);
        for (var i = 0; i < ranks.Length && ranks[i] <= neighbors; i++)
        {
            var here = (i + 1.0) / ranks[i];
            precision += here;
            if (ranks[i] > among)
                continue;
            foundAmong++;
            precisionAmong += here;
        }
        _rPrecision += (double)foundAmong / among;
        _averagePrecisionAtR += precisionAmong / ranks.Length;
        _averagePrecision += precision / ranks.Length;
    }

    public RetrievalFigures Means() => new(
        _queries,
        (double)_first / _queries,
        _rPrecision / _queries,
        _averagePrecisionAtR / _queries,
        _averagePrecision / _queries,
        _reciprocalRank / _queries);
}
