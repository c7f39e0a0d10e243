using TorchSharp.Siamese.Data.Loading;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;

namespace TorchSharp.Siamese.Models.Training;

/// <summary>A loader of any kind of batch.</summary>
internal abstract class LoaderFeed
{
    public abstract int BatchesPerEpoch { get; }

    public abstract ISampleSource Source { get; }

    public abstract LoaderState State { get; }

    public abstract IEnumerable<ILoadedBatch> Epoch(int epoch, int firstBatch);

    public abstract void Load(LoaderState state);

    public abstract BatchAudit Audit(int epoch, int batch);

    public static LoaderFeed Of<TBatch>(Loader<TBatch> loader)
        where TBatch : class, ILoadedBatch
    {
        ArgumentNullException.ThrowIfNull(loader);
        return new Feed<TBatch>(loader);
    }

    private sealed class Feed<TBatch>(Loader<TBatch> loader) : LoaderFeed
        where TBatch : class, ILoadedBatch
    {
        public override int BatchesPerEpoch => loader.BatchesPerEpoch;

        public override ISampleSource Source => loader.Source;

        public override LoaderState State => loader.state_dict();

        public override IEnumerable<ILoadedBatch> Epoch(int epoch, int firstBatch) => loader.Epoch(epoch, firstBatch);

        public override void Load(LoaderState state) => loader.load_state_dict(state);

        public override BatchAudit Audit(int epoch, int batch) => loader.Audit(epoch, batch);
    }
}
