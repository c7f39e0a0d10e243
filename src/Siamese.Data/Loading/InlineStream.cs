namespace TorchSharp.Siamese.Data.Loading;

/// <summary>Makes each batch on the consumer's thread when it is asked for.</summary>
internal sealed class InlineStream<TBatch>(BatchAssembler<TBatch> assembler, BatchSchedule schedule, CancellationToken cancellationToken)
    : BatchStream<TBatch>
    where TBatch : class, ILoadedBatch
{
    public override MadeBatch<TBatch>? Take()
    {
        cancellationToken.ThrowIfCancellationRequested();
        return schedule.TryNext(out var request) ? assembler.Assemble(request, cancellationToken) : null;
    }

    public override ValueTask<MadeBatch<TBatch>?> TakeAsync() => ValueTask.FromResult(Take());

    public override void Dispose() => schedule.Dispose();

    public override ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
