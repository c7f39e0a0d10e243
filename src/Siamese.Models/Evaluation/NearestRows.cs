using System.Runtime.InteropServices;
using TorchSharp.Siamese.Data.Mining;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Evaluation;

/// <summary>Exact searches of rows with scores: the k nearest, or all within a limit; ties in the order of the rows.</summary>
internal static class NearestRows
{
    internal const long BlockElements = 1 << 24;   // 64 MB of float32 distances

    /// <summary>For each query the rows found, nearest first; blocks of queries run on the device of the rows.</summary>
    /// <param name="query"><c>[N, D]</c>.</param>
    /// <param name="rows"><c>[M, D]</c>.</param>
    /// <param name="distance">The distance.</param>
    /// <param name="limit">From distances that grow with farness, <c>[b, M]</c>, the largest that counts, <c>[b, 1]</c>.</param>
    /// <param name="most">The most rows of a query.</param>
    /// <param name="blockElements">Distances computed at once.</param>
    public static List<(int Row, double Score)[]> Search(
        Tensor query, Tensor rows, IDistance distance, Func<Tensor, Tensor> limit, int most, long blockElements = BlockElements)
    {
        using var grad = no_grad();
        var found = new List<(int Row, double Score)[]>();
        var block = Math.Max(1, blockElements / Math.Max(1, rows.shape[0]));
        for (long start = 0; start < query.shape[0]; start += block)
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(block, query.shape[0] - start);
            if (rows.shape[0] == 0)
            {
                found.AddRange(Enumerable.Repeat<(int Row, double Score)[]>([], (int)count));
                continue;
            }
            var scores = distance.Matrix(query.narrow(0, start, count), rows);                  // [b, M]
            if (scores.isnan().any().item<bool>())
                throw new ArgumentException($"Expected distances that are numbers, got NaN between queries {start} to {start + count - 1} and the gallery.", nameof(query));
            var far = distance.IsInverted ? scores.neg() : scores;
            var near = far.le(limit(far));                                                      // [b, M]
            Take(near, scores, (int)count, distance.IsInverted, most, found);
        }
        return found;
    }

    private static void Take(Tensor near, Tensor scores, int count, bool inverted, int most, List<(int Row, double Score)[]> found)
    {
        var places = MemoryMarshal.Cast<byte, long>(near.nonzero().cpu().contiguous().bytes);   // [c, 2], row after row
        var values = MemoryMarshal.Cast<byte, double>(scores.masked_select(near).to(ScalarType.Float64, CPU).contiguous().bytes);
        for (int i = 0, at = 0; i < count; i++)
        {
            var hits = new List<(int Row, double Score)>();
            for (; at < values.Length && places[2 * at] == i; at++)
                hits.Add(((int)places[2 * at + 1], values[at]));
            found.Add([.. (inverted ? hits.OrderByDescending(hit => hit.Score) : hits.OrderBy(hit => hit.Score)).Take(most)]);   // stable
        }
    }
}
