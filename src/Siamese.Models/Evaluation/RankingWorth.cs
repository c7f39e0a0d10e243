namespace TorchSharp.Siamese.Models.Evaluation;

/// <summary>What the ranking of one query is worth: the figures of <see cref="RetrievalFigures"/> before their means are taken.</summary>
internal readonly record struct RankingWorth(double First, double RPrecision, double AveragePrecisionAtR, double AveragePrecision, double ReciprocalRank)
{
    /// <summary>Counts one ranking.</summary>
    /// <param name="ranks">Ranks, from 1, of the R rows that belong with the query, ascending; at least one.</param>
    /// <param name="neighbors">How many rows count.</param>
    public static RankingWorth Of(ReadOnlySpan<int> ranks, int neighbors)
    {
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
        return new RankingWorth(
            ranks[0] == 1 ? 1 : 0,
            (double)foundAmong / among,
            precisionAmong / ranks.Length,
            precision / ranks.Length,
            ranks[0] <= neighbors ? 1.0 / ranks[0] : 0);
    }
}
