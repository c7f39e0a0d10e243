using System.Runtime.InteropServices;
using TorchSharp.Siamese.Data.Labels;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Mining;

/// <summary>Who belongs with whom in a batch, or between a batch and its reference set, on the host: lists of rows.</summary>
/// <remarks>From class labels, or from a label relation of which the labels are sample numbers. Immutable, thread-safe.</remarks>
internal sealed class BatchLabels
{
    private readonly RowLists _positives;
    private readonly RowLists _notNegatives;   // the same object for classes

    private BatchLabels(long[] query, long[] reference, RowLists positives, RowLists notNegatives, Device device)
    {
        (Query, Reference, _positives, _notNegatives, Device) = (query, reference, positives, notNegatives, device);
        WithinBatch = ReferenceEquals(query, reference);
    }

    public Device Device { get; }

    /// <summary>The labels of the batch as they were given.</summary>
    public ReadOnlyMemory<long> Query { get; }

    /// <summary>The labels of the reference set as they were given; those of the batch without one.</summary>
    public ReadOnlyMemory<long> Reference { get; }

    public int QueryCount => Query.Length;

    public int ReferenceCount => Reference.Length;

    /// <summary>True where the batch is its own reference set, so that row i is never paired with row i.</summary>
    public bool WithinBatch { get; }

    /// <summary>Reference rows that belong with the query row, ascending; within a batch the row itself may be among them.</summary>
    public ReadOnlySpan<int> Positives(int queryRow) => _positives.Of(queryRow);

    /// <summary>Reference rows that are no negatives of the query row, ascending; within a batch the row itself is among them.</summary>
    public ReadOnlySpan<int> NotNegatives(int queryRow) => _notNegatives.Of(queryRow);

    /// <summary>How many positives there are, the row itself left out.</summary>
    public int PositiveCount(int queryRow)
    {
        var positives = Positives(queryRow);
        return positives.Length - (WithinBatch && positives.BinarySearch(queryRow) >= 0 ? 1 : 0);
    }

    /// <summary>How many negatives there are.</summary>
    public int NegativeCount(int queryRow) => ReferenceCount - NotNegatives(queryRow).Length;

    public static BatchLabels Read(Tensor labels, Tensor? referenceLabels)
    {
        var (query, reference) = ReadNumbers(labels, referenceLabels);
        var lists = ClassLists(query, reference);
        return new BatchLabels(query, reference, lists, lists, labels.device);
    }

    /// <summary>Labels of a batch whose rows lie in the reference set too: a row's own copy is neither positive nor negative.</summary>
    /// <param name="labels">Of the batch, <c>[N]</c>.</param>
    /// <param name="referenceLabels">Of the reference set, <c>[M]</c>.</param>
    /// <param name="own">Reference row of each row's copy, -1 for a row without.</param>
    public static BatchLabels Read(Tensor labels, Tensor referenceLabels, ReadOnlySpan<int> own)
    {
        var (query, reference) = ReadNumbers(labels, referenceLabels);
        var lists = ClassLists(query, reference);
        List<int[]> positives = [];
        for (var i = 0; i < query.Length; i++)
        {
            var copy = own[i];
            positives.Add([.. lists.Of(i).ToArray().Where(row => row != copy)]);
        }
        return new BatchLabels(query, reference, RowLists.From(positives), lists, labels.device);
    }

    /// <summary>Labels are sample numbers; the relation says what two samples are to each other.</summary>
    public static BatchLabels Read(Tensor samples, Tensor? referenceSamples, ILabelRelation relation)
    {
        var (query, reference) = ReadNumbers(samples, referenceSamples);
        CheckSamples(query, relation.SampleCount, "labels");
        CheckSamples(reference, relation.SampleCount, "referenceLabels");
        var within = ReferenceEquals(query, reference);
        var rowsOf = new Dictionary<long, List<int>>();
        for (var row = 0; row < reference.Length; row++)
        {
            if (!rowsOf.TryGetValue(reference[row], out var rows))
                rowsOf.Add(reference[row], rows = []);
            rows.Add(row);
        }
        List<int[]> positives = [], notNegatives = [];
        for (var i = 0; i < query.Length; i++)
        {
            List<int> near = [], other = [];
            var sample = (int)query[i];
            foreach (var related in relation.Related(sample))
            {
                if (!rowsOf.TryGetValue(related, out var rows))
                    continue;
                other.AddRange(rows);
                if (relation.Between(sample, related) == PairRelation.Positive)
                    near.AddRange(rows);
            }
            other.AddRange(rowsOf.GetValueOrDefault(query[i]) ?? []);
            if (within && !other.Contains(i))
                other.Add(i);
            positives.Add([.. near.Order()]);
            notNegatives.Add([.. other.Distinct().Order()]);
        }
        return new BatchLabels(query, reference, RowLists.From(positives), RowLists.From(notNegatives), samples.device);
    }

    private static (long[] Query, long[] Reference) ReadNumbers(Tensor labels, Tensor? referenceLabels)
    {
        Check.Labels(labels, labels is null ? -1 : labels.numel());
        if (referenceLabels is not null)
            Check.Labels(referenceLabels, referenceLabels.numel());
        var query = Host(labels!);
        return (query, referenceLabels is null ? query : Host(referenceLabels));
    }

    private static RowLists ClassLists(long[] query, long[] reference)
    {
        var numbers = new Dictionary<long, int>();
        var (own, other) = (Dense(query, numbers), ReferenceEquals(query, reference) ? null : Dense(reference, numbers));
        return RowLists.OfClasses(own, other ?? own, numbers.Count);
    }

    private static int[] Dense(long[] values, Dictionary<long, int> numbers)
    {
        var dense = new int[values.Length];
        for (var i = 0; i < dense.Length; i++)
        {
            if (!numbers.TryGetValue(values[i], out var number))
                numbers.Add(values[i], number = numbers.Count);
            dense[i] = number;
        }
        return dense;
    }

    private static void CheckSamples(long[] samples, int count, string name)
    {
        foreach (var sample in samples)
        {
            if (sample < 0 || sample >= count)
                throw new ArgumentException($"Expected sample numbers of 0 to {count - 1} as labels, those of the relation, got {sample}.", name);
        }
    }

    private static long[] Host(Tensor labels)
    {
        using var scope = NewDisposeScope();
        return MemoryMarshal.Cast<byte, long>(labels.to(ScalarType.Int64, CPU).contiguous().bytes).ToArray();
    }
}
