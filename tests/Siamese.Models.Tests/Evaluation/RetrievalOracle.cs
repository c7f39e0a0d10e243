using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Evaluation;

/// <summary>Retrieval figures of float64 rows under the Euclidean distance by sorting every ranking; misses before matches where they tie.</summary>
internal static class RetrievalOracle
{
    public static (double PrecisionAt1, double RPrecision, double MapAtR, double ReciprocalRank, double[] Cmc, double FoundShareAt7) Figures(
        Tensor query, long[] asked, Tensor gallery, long[] known, bool leaveOneOut)
    {
        var (q, g) = ((double[,])query.data<double>().ToNDArray(), (double[,])gallery.data<double>().ToNDArray());
        var sums = (First: 0.0, R: 0.0, Map: 0.0, Rr: 0.0, Found: 0.0);
        var (cmc, count) = (new double[known.Length], 0);
        for (var i = 0; i < asked.Length; i++)
        {
            var ranking = Enumerable.Range(0, known.Length).Where(j => !leaveOneOut || j != i)
                .Select(j => (Far: Enumerable.Range(0, q.GetLength(1)).Sum(d => Math.Pow(q[i, d] - g[j, d], 2)), Match: known[j] == asked[i]))
                .OrderBy(row => row.Far).ThenBy(row => row.Match).Select(row => row.Match).ToArray();
            var total = ranking.Count(match => match);
            if (total == 0)
                continue;
            count++;
            sums.First += ranking[0] ? 1 : 0;
            sums.R += ranking.Take(total).Count(match => match) / (double)total;
            sums.Rr += 1.0 / (Array.IndexOf(ranking, true) + 1);
            sums.Found += ranking.Take(7).Count(match => match) / (double)total;
            for (var r = 0; r < total; r++)
                sums.Map += ranking[r] ? ranking.Take(r + 1).Count(match => match) / (r + 1.0) / total : 0;
            for (var r = 0; r < known.Length; r++)
                cmc[r] += ranking.Take(r + 1).Contains(true) ? 1 : 0;
        }
        return (sums.First / count, sums.R / count, sums.Map / count, sums.Rr / count, [.. cmc.Select(hits => hits / count)], sums.Found / count);
    }
}
