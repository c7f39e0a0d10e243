using System.Runtime.InteropServices;
using TorchSharp.Siamese.Data.Mining;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses.Rows;

/// <summary>The pairs of every anchor: all that labels or a relation admit, or given ones, each once. Immutable, thread-safe.</summary>
internal sealed class RowPairs
{
    private readonly BatchLabels? _lists;
    private readonly Grouped _positives;   // of given pairs
    private readonly Grouped _negatives;

    public RowPairs(BatchLabels lists)
    {
        _lists = lists;
        Anchors = lists.QueryCount;
        AnyNegative = Enumerable.Range(0, Anchors).Any(anchor => NegativeCount(anchor) > 0);
    }

    private RowPairs(PairIndices given, int anchors)
    {
        Anchors = anchors;
        _positives = Grouped.By(given.PositiveAnchors, given.Positives, anchors);
        _negatives = Grouped.By(given.NegativeAnchors, given.Negatives, anchors);
        AnyNegative = _negatives.Rows.Length > 0;
    }

    public int Anchors { get; }

    /// <summary>Whether any anchor has a negative.</summary>
    public bool AnyNegative { get; }

    /// <summary>Who is paired in a batch, null where it does not say; given tuples only if they are wanted and lie on the CPU.</summary>
    public static RowPairs? Of(LossBatch batch, bool tuples)
    {
        if (batch.Tuples is { } given)
        {
            if (!tuples || batch.Embeddings.device_type != DeviceType.CPU)
                return null;
            using var scope = NewDisposeScope();
            return new RowPairs(given.ToPairs(), checked((int)batch.Embeddings.shape[0]));
        }
        return batch.ReadLists() is { } lists ? new RowPairs(lists) : null;
    }

    /// <summary>Reference rows that belong with the anchor, ascending; the anchor may be among them, see <see cref="IsItself"/>.</summary>
    public ReadOnlySpan<int> Positives(int anchor) => _lists is null ? _positives.Of(anchor) : _lists.Positives(anchor);

    /// <summary>Whether a row among the positives is the anchor, which is no pair.</summary>
    public bool IsItself(int anchor, int row) => row == anchor && _lists is { WithinBatch: true };

    public int PositiveCount(int anchor) => _lists?.PositiveCount(anchor) ?? _positives.Of(anchor).Length;

    public int NegativeCount(int anchor) => _lists?.NegativeCount(anchor) ?? _negatives.Of(anchor).Length;

    /// <summary>Puts a number in every place of a row that is no negative of the anchor.</summary>
    public void KeepNegatives<T>(int anchor, Span<T> row, T otherwise)
    {
        if (_lists is not null)
        {
            foreach (var related in _lists.NotNegatives(anchor))
                row[related] = otherwise;
            return;
        }
        var next = 0;
        foreach (var negative in _negatives.Of(anchor))
        {
            row[next..negative].Fill(otherwise);
            next = negative + 1;
        }
        row[next..].Fill(otherwise);
    }

    /// <param name="Rows">Of all anchors, one after another.</param>
    /// <param name="Starts">Where those of each anchor begin, and where the last ones end.</param>
    private readonly record struct Grouped(int[] Rows, int[] Starts)
    {
        public ReadOnlySpan<int> Of(int anchor) => Rows.AsSpan(Starts[anchor]..Starts[anchor + 1]);

        public static Grouped By(Tensor anchors, Tensor rows, int count)
        {
            using var scope = NewDisposeScope();
            var of = Numbers(anchors);
            var at = Numbers(rows);
            var starts = new int[count + 1];
            foreach (var anchor in of)
                starts[anchor + 1]++;
            for (var i = 0; i < count; i++)
                starts[i + 1] += starts[i];
            var (grouped, next) = (new int[at.Length], starts.AsSpan(0, count).ToArray());
            for (var i = 0; i < at.Length; i++)
                grouped[next[of[i]]++] = (int)at[i];
            return Once(grouped, starts);
        }

        /// <summary>The rows of each anchor ascending, none twice.</summary>
        private static Grouped Once(int[] rows, int[] starts)
        {
            var kept = 0;
            for (var anchor = 0; anchor + 1 < starts.Length; anchor++)
            {
                var own = rows.AsSpan(starts[anchor]..starts[anchor + 1]);
                own.Sort();
                starts[anchor] = kept;
                for (var i = 0; i < own.Length; i++)
                {
                    if (i == 0 || own[i] != own[i - 1])
                        rows[kept++] = own[i];
                }
            }
            starts[^1] = kept;
            return new Grouped(kept == rows.Length ? rows : rows[..kept], starts);
        }

        private static ReadOnlySpan<long> Numbers(Tensor indices) => MemoryMarshal.Cast<byte, long>(indices.contiguous().bytes);
    }
}
