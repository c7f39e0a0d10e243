namespace TorchSharp.Siamese.Data.Sources;

/// <summary>Counts images and tells at every hundredth of them. Thread-safe.</summary>
internal sealed class CacheMeter(int total, IProgress<CacheProgress>? progress)
{
    private readonly Lock _gate = new();
    private readonly int _step = Math.Max(1, total / 100);
    private int _done;

    public void Add()
    {
        lock (_gate)
        {
            _done++;
            if (_done % _step == 0 || _done == total)
                progress?.Report(new CacheProgress(_done, total));
        }
    }
}
