using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Mining;

/// <summary>Lists every pair or triplet that exists, by loops over class lists: memory is that of the result.</summary>
internal static class AllTuples
{
    // A tensor's bytes are written through a span, which holds less than 2^31 of them.
    private const long Longest = int.MaxValue / sizeof(long);

    public static long TripletCount(BatchLabels labels)
    {
        var count = 0L;
        for (var i = 0; i < labels.QueryCount; i++)
            count += (long)labels.PositiveCount(i) * labels.NegativeCount(i);
        return count;
    }

    public static TripletIndices Triplets(BatchLabels labels)
    {
        var count = Listable(TripletCount(labels), "triplets");
        using var scope = NewDisposeScope();
        var (a, p, n) = (Column(count), Column(count), Column(count));
        var anchors = Values(a);
        var positives = Values(p);
        var negatives = Values(n);
        var others = new long[labels.ReferenceCount];
        var next = 0;
        for (var i = 0; i < labels.QueryCount; i++)
        {
            var rest = others.AsSpan(0, Others(labels, i, others));
            if (rest.IsEmpty)
                continue;
            foreach (var positive in labels.Positives(i))
            {
                if (labels.WithinBatch && positive == i)
                    continue;
                anchors.Slice(next, rest.Length).Fill(i);
                positives.Slice(next, rest.Length).Fill(positive);
                rest.CopyTo(negatives[next..]);
                next += rest.Length;
            }
        }
        return Finish(new TripletIndices(On(a, labels), On(p, labels), On(n, labels), (labels.QueryCount, labels.ReferenceCount)));
    }

    public static PairIndices Pairs(BatchLabels labels)
    {
        var (positiveCount, negativeCount) = (0L, 0L);
        for (var i = 0; i < labels.QueryCount; i++)
        {
            positiveCount += labels.PositiveCount(i);
            negativeCount += labels.NegativeCount(i);
        }
        Listable(positiveCount, "positive pairs");
        Listable(negativeCount, "negative pairs");
        using var scope = NewDisposeScope();
        var (a1, p) = (Column(positiveCount), Column(positiveCount));
        var (a2, n) = (Column(negativeCount), Column(negativeCount));
        FillPairs(labels, Values(a1), Values(p), Values(a2), Values(n));
        return Finish(new PairIndices(On(a1, labels), On(p, labels), On(a2, labels), On(n, labels), (labels.QueryCount, labels.ReferenceCount)));
    }

    /// <summary>Every positive pair with every negative pair of the same anchor, in the order of the positive pairs.</summary>
    public static TripletIndices Join(PairIndices pairs)
    {
        using var scope = NewDisposeScope();
        var a1 = Host(pairs.PositiveAnchors);
        var p = Host(pairs.Positives);
        var (starts, negatives) = ByAnchor(Host(pairs.NegativeAnchors), Host(pairs.Negatives), pairs.AnchorLimit);
        var count = 0L;
        foreach (var anchor in a1)
            count += starts[anchor + 1] - starts[anchor];
        Listable(count, "triplets");
        var (anchorColumn, positiveColumn, negativeColumn) = (Column(count), Column(count), Column(count));
        var next = 0;
        for (var i = 0; i < a1.Length; i++)
        {
            var mine = negatives.AsSpan(starts[a1[i]]..starts[a1[i] + 1]);
            Values(anchorColumn).Slice(next, mine.Length).Fill(a1[i]);
            Values(positiveColumn).Slice(next, mine.Length).Fill(p[i]);
            mine.CopyTo(Values(negativeColumn)[next..]);
            next += mine.Length;
        }
        var device = pairs.Positives.device;
        return Finish(new TripletIndices(anchorColumn.to(device), positiveColumn.to(device), negativeColumn.to(device),
            (pairs.AnchorLimit, pairs.OtherLimit)));
    }

    /// <summary>The negatives grouped by anchor, and where each anchor's begin; their order is kept.</summary>
    private static (int[] Starts, long[] Negatives) ByAnchor(ReadOnlySpan<long> anchors, ReadOnlySpan<long> negatives, long anchorLimit)
    {
        var starts = new int[checked((int)anchorLimit) + 1];
        foreach (var anchor in anchors)
            starts[anchor + 1]++;
        for (var i = 1; i < starts.Length; i++)
            starts[i] += starts[i - 1];
        var grouped = new long[negatives.Length];
        var next = starts.AsSpan().ToArray();
        for (var i = 0; i < negatives.Length; i++)
            grouped[next[anchors[i]]++] = negatives[i];
        return (starts, grouped);
    }

    /// <summary>The query row's negatives, ascending; returns how many.</summary>
    public static int Others(BatchLabels labels, int queryRow, Span<long> rows)
    {
        var (count, from) = (0, 0);
        foreach (var related in labels.NotNegatives(queryRow))
        {
            for (; from < related; from++)
                rows[count++] = from;
            from = related + 1;
        }
        for (; from < labels.ReferenceCount; from++)
            rows[count++] = from;
        return count;
    }

    private static void FillPairs(BatchLabels labels, Span<long> a1, Span<long> p, Span<long> a2, Span<long> n)
    {
        var (nextPositive, nextNegative) = (0, 0);
        for (var i = 0; i < labels.QueryCount; i++)
        {
            foreach (var j in labels.Positives(i))
            {
                if (!labels.WithinBatch || i != j)
                    (a1[nextPositive], p[nextPositive++]) = (i, j);
            }
            var count = Others(labels, i, n[nextNegative..]);
            a2.Slice(nextNegative, count).Fill(i);
            nextNegative += count;
        }
    }

    private static long Listable(long count, string what)
        => count <= Longest
            ? count
            : throw new InvalidOperationException($"This batch has {count} {what}, more than the {Longest} that one index tensor can list. Use a smaller batch, or a miner that keeps fewer.");

    private static Tensor Column(long count) => empty(count, dtype: ScalarType.Int64);

    private static Span<long> Values(Tensor column) => MemoryMarshal.Cast<byte, long>(column.bytes);

    private static ReadOnlySpan<long> Host(Tensor indices) => Values(indices.to(CPU).contiguous());

    private static Tensor On(Tensor column, BatchLabels labels) => column.to(labels.Device);

    private static TripletIndices Finish(TripletIndices indices) => indices.MoveToOuterDisposeScope();

    private static PairIndices Finish(PairIndices indices) => indices.MoveToOuterDisposeScope();
}
