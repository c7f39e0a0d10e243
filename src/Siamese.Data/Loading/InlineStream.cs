namespace TorchSharp.Siamese.Data.Loading;

/// <summary>Makes each batch on the consumer's thread when it is asked for.</summary>
internal sealed class InlineStream(BatchAssembler assembler, BatchSchedule schedule, CancellationToken cancellationToken) : BatchStream
{
    public override SampleBatch? Take()
    {
        cancellationToken.ThrowIfCancellationRequested();
        return schedule.TryNext(out var number, out var indices) ? assembler.Assemble(schedule.Epoch, number, indices) : null;
    }

    public override ValueTask<SampleBatch?> TakeAsync() => ValueTask.FromResult(Take());

    public override void Dispose() => schedule.Dispose();

    public override ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
