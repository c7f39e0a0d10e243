using System.Numerics;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Evaluation;

/// <summary>Ranks the gallery of one query after another and adds up what the rankings are worth.</summary>
internal sealed class RankTally(Relevance relevance, int neighbors, int lastRank)
{
    private const int CountedMatches = 64;      // with more, looking up where each miss belongs costs less than counting once for each match
    private const int CountedAtOnce = 1 << 20;  // a float counts exactly up to 2^24

    private readonly RetrievalSums _overall = new();
    private readonly List<RankingWorth> _worths = [];
    private readonly SortedDictionary<long, RetrievalSums> _byClass = [];
    private readonly long[] _firstAt = new long[lastRank];     // queries whose first match is at rank r + 1
    private readonly double[] _foundAt = new double[lastRank];

    /// <summary>Queries with something to find.</summary>
    public int Answerable { get; private set; }

    /// <summary>Adds a block of queries.</summary>
    /// <param name="start">Number of the first.</param>
    /// <param name="far">Their distances to all gallery rows, <c>[b, M]</c>, smaller is nearer; contiguous and on the CPU. Written over.</param>
    /// <param name="skipSelf">Whether gallery row i is query i.</param>
    /// <param name="finish">Makes distances of the numbers of a query, where they are none yet.</param>
    public unsafe void Add<T>(int start, Tensor far, bool skipSelf, Finish<T>? finish = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var width = (int)far.shape[1];
        var ranks = new int[far.shape[0]][];
        fixed (byte* first = far.bytes)
        {
            var numbers = (nint)first;
            Parallel.For(0, ranks.Length, new ParallelOptions { MaxDegreeOfParallelism = get_num_threads() }, i =>
            {
                var row = new Span<T>((T*)numbers + ((long)i * width), width);
                finish?.Invoke(start + i, row);
                ranks[i] = Ranks(start + i, row, skipSelf ? start + i : -1);
            });
        }
        // One after another, so that sums do not depend on the number of threads.
        for (var i = 0; i < ranks.Length; i++)
            Count(start + i, ranks[i]);
    }

    public RetrievalResult Result(string protocol)
    {
        var (cmc, found) = (new double[lastRank], new double[lastRank]);
        var (matched, share) = (0L, 0.0);
        for (var r = 0; r < lastRank; r++)
        {
            cmc[r] = (double)(matched += _firstAt[r]) / Answerable;
            found[r] = (share += _foundAt[r]) / Answerable;
        }
        return new RetrievalResult(protocol, _overall.Means(), new(_byClass.ToDictionary(entry => entry.Key, entry => entry.Value.Means())), cmc, found) { Worths = _worths };
    }

    /// <summary>Ranks, from 1, of the rows that belong with a query, ascending: matches at least as near, and others at least as near.</summary>
    private int[] Ranks<T>(int query, Span<T> far, int self)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (var row in relevance.LeftOut(query))
            far[row] = T.NaN;
        var matches = new List<T>();
        foreach (var row in relevance.Matches(query))
        {
            if (row == self)
                continue;
            matches.Add(far[row]);
            far[row] = T.NaN;
        }
        if (self >= 0)
            far[self] = T.NaN;
        if (matches.Count == 0)
            return [];
        T[] near = [.. matches];
        Array.Sort(near);
        var ranks = new int[near.Length];
        if (near.Length <= CountedMatches)
        {
            for (var i = 0; i < ranks.Length; i++)
                ranks[i] = UpTo(far, near[i]) + i + 1;
            return ranks;
        }
        foreach (var miss in far)
        {
            // It comes before every match that is not nearer; NaN stands for rows that are not ranked.
            if (!(miss <= near[^1]))
                continue;
            ranks[FirstNotNearer(near, miss)]++;
        }
        for (int i = 0, before = 0; i < ranks.Length; i++)
            ranks[i] = (before += ranks[i]) + i + 1;
        return ranks;
    }

    // How many are at most the limit; NaN is not.
    private static int UpTo<T>(ReadOnlySpan<T> values, T limit)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var count = 0;
        for (; values.Length > CountedAtOnce; values = values[CountedAtOnce..])
            count += UpTo(values[..CountedAtOnce], limit);
        var vectors = MemoryMarshal.Cast<T, Vector<T>>(values);
        var (limits, sums) = (new Vector<T>(limit), Vector<T>.Zero);
        foreach (var vector in vectors)
            sums += Vector.ConditionalSelect(Vector.LessThanOrEqual(vector, limits), Vector<T>.One, Vector<T>.Zero);
        count += int.CreateChecked(Vector.Sum(sums));
        foreach (var value in values[(vectors.Length * Vector<T>.Count)..])
            count += value <= limit ? 1 : 0;
        return count;
    }

    // The number of values below a limit, without a branch that a processor would guess wrong half of the time.
    private static int FirstNotNearer<T>(T[] ascending, T limit)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (at, length) = (0, ascending.Length);
        while (length > 1)
        {
            var half = length / 2;
            at += ascending[at + half - 1] < limit ? half : 0;
            length -= half;
        }
        return at;
    }

    private void Count(int query, int[] ranks)
    {
        if (ranks.Length == 0)
            return;
        Answerable++;
        var worth = RankingWorth.Of(ranks, neighbors);
        _worths.Add(worth);
        _overall.Add(worth);
        if (relevance.QueryLabels is { } labels)
        {
            if (!_byClass.TryGetValue(labels[query], out var sums))
                _byClass.Add(labels[query], sums = new RetrievalSums());
            sums.Add(worth);
        }
        if (ranks[0] <= Math.Min(neighbors, lastRank))
            _firstAt[ranks[0] - 1]++;
        foreach (var rank in ranks)
        {
            if (rank > Math.Min(neighbors, lastRank))
                break;
            _foundAt[rank - 1] += 1.0 / ranks.Length;
        }
    }
}
