using System.Runtime.InteropServices;
using TorchSharp.Siamese.Data.Labels;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Evaluation;

/// <summary>Which gallery rows belong with a query, and which are left out of its ranking.</summary>
internal abstract class Relevance
{
    /// <summary>Label of each query, where there are classes.</summary>
    public abstract long[]? QueryLabels { get; }

    public abstract string Text { get; }

    /// <summary>Gallery rows that belong with a query, ascending, the query itself perhaps among them.</summary>
    public abstract ReadOnlySpan<int> Matches(int query);

    /// <summary>Gallery rows that are neither match nor miss, ascending.</summary>
    public abstract ReadOnlySpan<int> LeftOut(int query);

    public static Relevance OfClasses(Tensor queryLabels, Tensor? galleryLabels)
    {
        var asked = Host(queryLabels);
        return new ByClass(asked, galleryLabels is null ? asked : Host(galleryLabels));
    }

    public static Relevance OfRelation(ILabelRelation relation, IReadOnlyList<int> querySamples, IReadOnlyList<int> gallerySamples)
        => new ByRelation(relation, querySamples, gallerySamples);

    internal static long[] Host(Tensor labels)
    {
        using var scope = NewDisposeScope();
        return MemoryMarshal.Cast<byte, long>(labels.to(ScalarType.Int64, CPU).contiguous().bytes).ToArray();
    }

    private static Dictionary<TKey, int[]> RowsOf<TKey>(IEnumerable<TKey> keys)
        where TKey : notnull
        => keys.Select((key, row) => (key, row)).GroupBy(pair => pair.key, pair => pair.row).ToDictionary(group => group.Key, group => group.ToArray());

    private sealed class ByClass(long[] asked, long[] known) : Relevance
    {
        private readonly Dictionary<long, int[]> _rows = RowsOf(known);

        public override long[] QueryLabels => asked;

        public override string Text => $"{_rows.Count} classes in the gallery";

        public override ReadOnlySpan<int> Matches(int query) => _rows.GetValueOrDefault(asked[query]);

        public override ReadOnlySpan<int> LeftOut(int query) => [];
    }

    private sealed class ByRelation : Relevance
    {
        private readonly int[][] _matches;
        private readonly int[][] _leftOut;

        public ByRelation(ILabelRelation relation, IReadOnlyList<int> querySamples, IReadOnlyList<int> gallerySamples)
        {
            CheckSamples(querySamples, relation.SampleCount, nameof(querySamples));
            CheckSamples(gallerySamples, relation.SampleCount, nameof(gallerySamples));
            var rows = RowsOf(gallerySamples);
            (_matches, _leftOut) = (new int[querySamples.Count][], new int[querySamples.Count][]);
            for (var query = 0; query < querySamples.Count; query++)
            {
                var sample = querySamples[query];
                // A sample is nothing to itself: rows that show it are neither found nor missed.
                List<int> matches = [], leftOut = [.. rows.GetValueOrDefault(sample) ?? []];
                foreach (var related in relation.Related(sample))
                {
                    var list = relation.Between(sample, related) == PairRelation.Positive ? matches : leftOut;
                    list.AddRange(rows.GetValueOrDefault(related) ?? []);
                }
                _matches[query] = [.. matches.Order()];
                _leftOut[query] = [.. leftOut.Order()];
            }
            Text = relation.GetType().Name + ", its ignored samples left out";
        }

        public override long[]? QueryLabels => null;

        public override string Text { get; }

        public override ReadOnlySpan<int> Matches(int query) => _matches[query];

        public override ReadOnlySpan<int> LeftOut(int query) => _leftOut[query];

        private static void CheckSamples(IReadOnlyList<int> samples, int count, string name)
        {
            foreach (var sample in samples)
            {
                if (sample < 0 || sample >= count)
                    throw new ArgumentException($"Expected sample numbers of 0 to {count - 1}, those of the relation, got {sample}.", name);
            }
        }
    }
}
