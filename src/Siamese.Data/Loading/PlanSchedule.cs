namespace TorchSharp.Siamese.Data.Loading;

/// <summary>Numbers only: of a plan every batch is worked out by whoever makes it.</summary>
internal sealed class PlanSchedule(int epoch, int firstBatch, int batches) : BatchSchedule
{
    private int _next = firstBatch;

    public override bool TryNext(out BatchRequest request)
    {
        request = new BatchRequest(epoch, _next, []);
        if (_next == batches)
            return false;
        _next++;
        return true;
    }

    public override void Dispose()
    {
        // Holds nothing.
    }
}
