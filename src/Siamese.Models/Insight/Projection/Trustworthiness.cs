using System.Runtime.InteropServices;
using TorchSharp.Siamese.Data;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Insight.Projection;

/// <summary>How far the neighbours that a projection shows are neighbours in truth.</summary>
/// <remarks>Source: Venna and Kaski, Neighborhood preservation in nonlinear projection methods, ICANN 2001.</remarks>
public static class Trustworthiness
{
    private const long BlockElements = 1 << 21;

    /// <summary>
    /// 1 - 2 / (N k (2N - 3k - 1)) times the sum, over every point and those of its k nearest on the plane that are not among the k nearest rows, of
    /// how far beyond k they rank.
    /// </summary>
    /// <param name="embeddings"><c>[N, D]</c>, floating point, finite: what was projected.</param>
    /// <param name="projection">N points.</param>
    /// <param name="neighbours">k, 1 or more and below N / 2.</param>
    /// <param name="cancellationToken">Stops between blocks of rows.</param>
    /// <returns>1 where every neighbour is true; a random picture has about 0.5. Of equally near rows the earlier one is nearer.</returns>
    /// <exception cref="ArgumentException">The embeddings are something else, or there is not a point for each row.</exception>
    /// <exception cref="ArgumentOutOfRangeException">k is outside its range.</exception>
    public static double Of(Tensor embeddings, PlaneProjection projection, int neighbours = 12, CancellationToken cancellationToken = default)
    {
        PcaProjection.CheckRows(embeddings);
        ArgumentNullException.ThrowIfNull(projection);
        var count = projection.Points.Count;
        if (count != embeddings.shape[0])
            throw new ArgumentException($"Expected a point per row, {embeddings.shape[0]}, got {count}.", nameof(projection));
        Check.Between(neighbours, 1, (count - 1) / 2);

        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var rows = embeddings.detach().to(ScalarType.Float64, CPU);
        var beyond = new long[count];
        var block = (int)Math.Max(1, BlockElements / count);
        for (var start = 0; start < count; start += block)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var far = cdist(rows.narrow(0, start, Math.Min(block, count - start)), rows, 2.0).contiguous();     // [b, N]
            var values = MemoryMarshal.Cast<byte, double>(far.bytes).ToArray();
            var first = start;
            Parallel.For(0, values.Length / count, i => beyond[first + i] = Beyond(values.AsSpan(i * count, count), first + i, projection.Points, neighbours));
        }
        return 1 - 2.0 * beyond.Sum() / ((double)count * neighbours * (2.0 * count - 3.0 * neighbours - 1));
    }

    // Summed over the k nearest points of one: how far beyond k they rank among the rows.
    private static long Beyond(ReadOnlySpan<double> far, int self, IReadOnlyList<PlanePoint> points, int k)
    {
        var shown = new (double Distance, int Index)[points.Count];
        for (var j = 0; j < shown.Length; j++)
        {
            var (dx, dy) = ((double)points[j].X - points[self].X, (double)points[j].Y - points[self].Y);
            shown[j] = (j == self ? -1 : dx * dx + dy * dy, j);         // itself comes first
        }
        Array.Sort(shown);
        var sum = 0L;
        for (var n = 1; n <= k; n++)
        {
            var (j, rank) = (shown[n].Index, 1);
            for (var other = 0; other < far.Length; other++)
            {
                if (other != self && (far[other] < far[j] || (far[other] == far[j] && other < j)))
                    rank++;
            }
            sum += Math.Max(0, rank - k);
        }
        return sum;
    }
}
