using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Mining;

/// <summary>The labels of a batch, and of its reference set, on the host: dense class numbers and class lists.</summary>
internal sealed class BatchLabels
{
    private readonly int[] _query;       // class of each row of the batch
    private readonly int[] _reference;   // class of each row of the reference set; the same array without one
    private readonly int[] _members;     // reference rows, grouped by class, ascending within one
    private readonly int[] _starts;      // class c holds _members[_starts[c].._starts[c + 1]]

    private BatchLabels(int[] query, int[] reference, int classes, Device device)
    {
        (_query, _reference, Device) = (query, reference, device);
        _starts = new int[classes + 1];
        foreach (var c in reference)
            _starts[c + 1]++;
        for (var c = 0; c < classes; c++)
            _starts[c + 1] += _starts[c];
        _members = new int[reference.Length];
        var next = _starts.AsSpan(0, classes).ToArray();
        for (var row = 0; row < reference.Length; row++)
            _members[next[reference[row]]++] = row;
    }

    public Device Device { get; }

    public int QueryCount => _query.Length;

    public int ReferenceCount => _reference.Length;

    /// <summary>True where the batch is its own reference set, so that row i is never paired with row i.</summary>
    public bool WithinBatch => ReferenceEquals(_query, _reference);

    public ReadOnlySpan<int> ReferenceClasses => _reference;

    public int ClassOf(int queryRow) => _query[queryRow];

    /// <summary>Reference rows of the query row's class, ascending; within a batch they include the row itself.</summary>
    public ReadOnlySpan<int> SameClass(int queryRow)
    {
        var c = _query[queryRow];
        return _members.AsSpan(_starts[c], _starts[c + 1] - _starts[c]);
    }

    public static BatchLabels Read(Tensor labels, Tensor? referenceLabels)
    {
        Check.Labels(labels, labels is null ? -1 : labels.numel());
        if (referenceLabels is not null)
            Check.Labels(referenceLabels, referenceLabels.numel());
        var numbers = new Dictionary<long, int>();
        var query = Dense(labels!, numbers);
        var reference = referenceLabels is null ? query : Dense(referenceLabels, numbers);
        return new BatchLabels(query, reference, numbers.Count, labels!.device);
    }

    private static int[] Dense(Tensor labels, Dictionary<long, int> numbers)
    {
        using var scope = NewDisposeScope();
        var values = MemoryMarshal.Cast<byte, long>(labels.to(ScalarType.Int64, CPU).contiguous().bytes);
        var dense = new int[values.Length];
        for (var i = 0; i < dense.Length; i++)
        {
            if (!numbers.TryGetValue(values[i], out var number))
                numbers.Add(values[i], number = numbers.Count);
            dense[i] = number;
        }
        return dense;
    }
}
