using System.Globalization;
using System.Runtime.InteropServices;
using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Evaluation;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Insight;

/// <summary>How far apart images of one class and of two classes lie: two histograms over the same bins.</summary>
/// <remarks>
/// Every unordered pair of different rows counts once; distances are computed in blocks on the device of the embeddings, so
/// memory is O(N) beyond one block. Areas and rates are taken from <see cref="FineBins"/> times as many bins as are shown: they
/// are exact but for pairs that share one of those. Immutable, thread-safe.
/// </remarks>
public sealed class DistanceHistogram
{
    /// <summary>Bins that one shown bin is counted in.</summary>
    public const int FineBins = 64;

    private const long BlockElements = 1 << 22;   // 16 MB of float32 distances

    private readonly long[] _fineSame;
    private readonly long[] _fineDifferent;

    private DistanceHistogram(long[] fineSame, long[] fineDifferent, double low, double high, IDistance distance)
    {
        (_fineSame, _fineDifferent, Low, High) = (fineSame, fineDifferent, low, high);
        (IsInverted, Distance) = (distance.IsInverted, DistanceText.Of(distance));
        (Same, Different) = (Coarse(fineSame), Coarse(fineDifferent));
        (SameCount, DifferentCount) = (fineSame.Sum(), fineDifferent.Sum());
    }

    /// <summary>Lower end of the first bin.</summary>
    public double Low { get; }

    /// <summary>Upper end of the last bin, above <see cref="Low"/>.</summary>
    public double High { get; }

    /// <summary>Pairs of one class in each bin.</summary>
    public IReadOnlyList<long> Same { get; }

    /// <summary>Pairs of two classes in each bin; as many bins.</summary>
    public IReadOnlyList<long> Different { get; }

    /// <summary>Number of pairs of one class.</summary>
    public long SameCount { get; }

    /// <summary>Number of pairs of two classes.</summary>
    public long DifferentCount { get; }

    /// <summary>True where larger numbers mean nearer: a similarity.</summary>
    public bool IsInverted { get; }

    /// <summary>What was measured, in words.</summary>
    public string Distance { get; }

    /// <summary>Share that the two histograms have in common, each scaled to an area of 1: 0 for none, 1 where they are equal. NaN where a kind of pair is missing.</summary>
    public double Overlap
    {
        get
        {
            var sum = 0.0;
            for (var i = 0; i < Same.Count; i++)
                sum += Math.Min((double)Same[i] / SameCount, (double)Different[i] / DifferentCount);
            return SameCount > 0 && DifferentCount > 0 ? sum : double.NaN;
        }
    }

    /// <summary>Probability that a pair of one class is nearer than one of two classes, ties counting half: the area under the ROC curve. NaN where a kind of pair is missing.</summary>
    public double Auc
    {
        get
        {
            var (sum, nearer) = (0.0, 0L);
            foreach (var i in NearestFirst())
            {
                sum += _fineDifferent[i] * (nearer + _fineSame[i] / 2.0);
                nearer += _fineSame[i];
            }
            // Each pair of two classes met the pairs of one class that are nearer.
            return sum / SameCount / DifferentCount;
        }
    }

    /// <summary>The rate at which as many pairs of one class are rejected as of two classes are accepted, to one fine bin. NaN where a kind of pair is missing.</summary>
    public double EqualErrorRate => ErrorsMeet().Rate;

    /// <summary>The distance at which the two error rates meet, to one fine bin. NaN where a kind of pair is missing.</summary>
    public double EqualErrorThreshold => ErrorsMeet().Threshold;

    /// <summary>Counts all pairs of a labelled set.</summary>
    /// <param name="embeddings"><c>[N, D]</c>, floating point, finite.</param>
    /// <param name="labels">Class of each row, N of them.</param>
    /// <param name="distance">Null for the Euclidean distance of L2-normalised rows.</param>
    /// <param name="bins">Bins to show, 2 to 10,000.</param>
    /// <returns>The histograms; either may be empty.</returns>
    /// <exception cref="ArgumentException">A shape or dtype differs from the above, or a number is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bins"/> is out of range.</exception>
    public static DistanceHistogram Of(Tensor embeddings, IReadOnlyList<int> labels, IDistance? distance = null, int bins = 50)
        => Of(embeddings, labels, distance, bins, BlockElements);

    internal static DistanceHistogram Of(Tensor embeddings, IReadOnlyList<int> labels, IDistance? distance, int bins, long blockElements)
    {
        LabelledRows.Check(embeddings, labels);
        Check.Between(bins, 2, 10_000);
        distance ??= new LpDistance();
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var classes = LabelledRows.Tensor(labels, embeddings.device);                              // [N]
        var (low, high) = Range(embeddings, distance, blockElements);
        var counts = zeros(2 * bins * FineBins, ScalarType.Int64, embeddings.device);
        foreach (var (start, length) in LabelledRows.Blocks(embeddings.shape[0], blockElements))
        {
            using var inner = NewDisposeScope();
            var (matrix, later) = LaterColumns(embeddings, distance, start, length);               // [b, N - start] twice
            var bin = ((matrix - low) * (bins * FineBins / (high - low))).floor().clamp(0, bins * FineBins - 1).to(ScalarType.Int64);
            var same = classes.narrow(0, start, length).unsqueeze(1).eq(classes.narrow(0, start, classes.shape[0] - start));
            var slots = (bin + where(same, 0L, (long)bins * FineBins)).masked_select(later);
            counts.add_(bincount(slots, minlength: counts.shape[0]));
        }
        var all = MemoryMarshal.Cast<byte, long>(counts.cpu().bytes).ToArray();
        return new DistanceHistogram(all[..(bins * FineBins)], all[(bins * FineBins)..], low, high, distance);
    }

    /// <summary>The error rates at a threshold, to one fine bin.</summary>
    /// <param name="threshold">The largest distance, or the smallest similarity, that counts as the same.</param>
    /// <returns>Share of the pairs of one class that are rejected, and of those of two classes that are accepted, 0 to 1; NaN where there is no such pair.</returns>
    /// <exception cref="ArgumentException"><paramref name="threshold"/> is NaN.</exception>
    public (double Rejected, double Accepted) ErrorsAt(double threshold)
    {
        if (double.IsNaN(threshold))
            throw new ArgumentException("Expected a threshold that is a number, got NaN.", nameof(threshold));
        var (same, different) = (0L, 0L);
        foreach (var i in NearestFirst())
        {
            var middle = (UpperEnd(i) + UpperEnd(i - 1)) / 2;
            if (IsInverted ? middle < threshold : middle > threshold)
                break;
            same += _fineSame[i];
            different += _fineDifferent[i];
        }
        return (1 - (double)same / SameCount, (double)different / DifferentCount);
    }

    /// <summary>The distance below which a share of the pairs lies, to one fine bin.</summary>
    /// <param name="same">Of which pairs.</param>
    /// <param name="share">0 to 1; 0.5 for the median.</param>
    /// <returns>The upper end of the bin; NaN where there is no such pair.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="share"/> is not 0 to 1.</exception>
    public double Quantile(bool same, double share)
    {
        Check.Between(share, 0, 1);
        var (counts, total) = same ? (_fineSame, SameCount) : (_fineDifferent, DifferentCount);
        if (total == 0)
            return double.NaN;
        var (at, below) = (0, counts[0]);
        while (below < share * total)
            below += counts[++at];
        return UpperEnd(at);
    }

    /// <summary>Overlap, area, error rate and both medians in one line, with how many pairs of what distance.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"overlap {100 * Overlap:0.0} %, AUC {100 * Auc:0.00} %, EER {100 * EqualErrorRate:0.00} %; median of same {Quantile(true, 0.5):0.####}, of different {Quantile(false, 0.5):0.####} ({Distance}; {SameCount} same, {DifferentCount} different pairs)");

    private double UpperEnd(int fineBin) => Low + (fineBin + 1) * (High - Low) / _fineSame.Length;

    private IEnumerable<int> NearestFirst()
        => IsInverted ? Enumerable.Range(0, _fineSame.Length).Reverse() : Enumerable.Range(0, _fineSame.Length);

    private (double Rate, double Threshold) ErrorsMeet()
    {
        var (accepted, wrong) = (0L, 0L);
        foreach (var i in NearestFirst())
        {
            var before = Math.Max(1 - (double)accepted / SameCount, (double)wrong / DifferentCount);
            accepted += _fineSame[i];
            wrong += _fineDifferent[i];
            var (rejected, taken) = (1 - (double)accepted / SameCount, (double)wrong / DifferentCount);
            if (taken >= rejected)
                return (Math.Min(before, (rejected + taken) / 2), IsInverted ? UpperEnd(i - 1) : UpperEnd(i));
        }
        return (double.NaN, double.NaN);   // only where a rate is NaN: a kind of pair is missing
    }

    private static long[] Coarse(long[] fine) => [.. fine.Chunk(FineBins).Select(part => part.Sum())];

    /// <summary>Rows of a block against themselves and all later rows, and which of the entries are pairs not yet counted.</summary>
    private static (Tensor Matrix, Tensor Later) LaterColumns(Tensor embeddings, IDistance distance, long start, long length)
    {
        var rest = embeddings.narrow(0, start, embeddings.shape[0] - start);
        var matrix = distance.Matrix(rest.narrow(0, 0, length), rest);
        return (matrix, ones(matrix.shape, ScalarType.Bool, matrix.device).triu(1));
    }

    /// <summary>Ends of the bins: those of the distance where it has them, else the smallest and the largest that occur.</summary>
    private static (double Low, double High) Range(Tensor embeddings, IDistance distance, long blockElements)
    {
        if (distance is LpDistance { P: 2, Normalize: true } euclidean)
            return (0, Math.Pow(2, euclidean.Power));
        if (distance is CosineSimilarity { Power: 1 })
            return (-1, 1);
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var (start, length) in LabelledRows.Blocks(embeddings.shape[0], blockElements))
        {
            using var inner = NewDisposeScope();
            var (matrix, later) = LaterColumns(embeddings, distance, start, length);
            var values = matrix.masked_select(later);
            if (values.numel() == 0)
                continue;
            low = Math.Min(low, values.min().to(ScalarType.Float64).item<double>());
            high = Math.Max(high, values.max().to(ScalarType.Float64).item<double>());
        }
        if (!double.IsFinite(low))
            return (0, 1);
        return high > low ? (low, high) : (low, low + Math.Max(1e-12, Math.Abs(low) * 1e-6));
    }
}
