namespace TorchSharp.Siamese.Data.Sources;

/// <summary>Counts what a listing sees, reports it now and then, and stops it when asked to. For one thread.</summary>
internal sealed class ListMeter(string source, long? total, IProgress<ListProgress>? progress, CancellationToken cancellationToken)
{
    private const int Step = 1024;

    private long _seen;
    private long _found;

    internal void Saw(bool isImage)
    {
        _seen++;
        _found += isImage ? 1 : 0;
        if (_seen % Step == 0)
            Pause();
    }

    /// <summary>Reports, and throws where the listing is to stop.</summary>
    internal void Pause()
    {
        cancellationToken.ThrowIfCancellationRequested();
        progress?.Report(new ListProgress(source, _seen, _found, total));
    }
}
