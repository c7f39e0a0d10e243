namespace TorchSharp.Siamese.Data.Loading;

/// <summary>The batches of one epoch, one after the other, for one consumer.</summary>
internal abstract class BatchStream : IAsyncDisposable, IDisposable
{
    /// <summary>The next batch, which is then the caller's; null after the last.</summary>
    public abstract SampleBatch? Take();

    /// <inheritdoc cref="Take"/>
    public abstract ValueTask<SampleBatch?> TakeAsync();

    /// <summary>Stops the workers, waits for them and disposes what was not taken.</summary>
    public abstract void Dispose();

    /// <inheritdoc cref="Dispose"/>
    public abstract ValueTask DisposeAsync();
}
