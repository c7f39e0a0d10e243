namespace TorchSharp.Siamese.Data.Loading;

/// <summary>Counts what could not be read. Thread-safe.</summary>
internal sealed class ReadLog
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, int> _rowOf = [];
    private readonly List<UnreadableSample> _samples = [];
    private long _leftOut;
    private long _emptyBatches;

    public void Add(IReadOnlyList<ReadFailure> failures, int leftOut, bool isEmpty)
    {
        lock (_gate)
        {
            _leftOut += leftOut;
            _emptyBatches += isEmpty ? 1 : 0;
            foreach (var failure in failures)
                Add(failure);
        }
    }

    public ReadReport Report()
    {
        lock (_gate)
            return new ReadReport([.. _samples], _leftOut, _emptyBatches);
    }

    private void Add(ReadFailure failure)
    {
        if (!_rowOf.TryGetValue(failure.Sample, out var row))
        {
            _rowOf.Add(failure.Sample, row = _samples.Count);
            _samples.Add(new UnreadableSample(failure.Sample, failure.Name, failure.Reason, 0, 0));
        }
        var before = _samples[row];
        _samples[row] = before with
        {
            Reason = failure.Reason,
            Times = before.Times + 1,
            Substituted = before.Substituted + (failure.Substitute is null ? 0 : 1),
        };
    }
}
