namespace TorchSharp.Siamese.Data.Loading;

/// <summary>The batches of an epoch that are to be made, in order. Not thread-safe.</summary>
internal abstract class BatchSchedule : IDisposable
{
    /// <summary>The next batch; false after the last.</summary>
    /// <exception cref="SampleLoadException">What picks the samples threw.</exception>
    public abstract bool TryNext(out BatchRequest request);

    public abstract void Dispose();
}
