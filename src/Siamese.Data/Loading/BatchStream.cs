namespace TorchSharp.Siamese.Data.Loading;

/// <summary>The batches of one epoch, one after the other, for one consumer.</summary>
internal abstract class BatchStream<TBatch> : IAsyncDisposable, IDisposable
    where TBatch : class, ILoadedBatch
{
    /// <summary>The next of them, which is then the caller's; null after the last.</summary>
    public abstract MadeBatch<TBatch>? Take();

    /// <inheritdoc cref="Take"/>
    public abstract ValueTask<MadeBatch<TBatch>?> TakeAsync();

    /// <summary>Stops the workers, waits for them and disposes what was not taken.</summary>
    public abstract void Dispose();

    /// <inheritdoc cref="Dispose"/>
    public abstract ValueTask DisposeAsync();
}
