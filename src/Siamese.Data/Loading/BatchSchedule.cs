using TorchSharp.Siamese.Data.Sampling;

namespace TorchSharp.Siamese.Data.Loading;

/// <summary>The sampler's batches, numbered, with its failures wrapped. Not thread-safe.</summary>
internal sealed class BatchSchedule(IBatchSampler sampler, int epoch, int firstBatch) : IDisposable
{
    private IEnumerator<int[]>? _batches;    // made at the first batch, so that its failures are wrapped too
    private int _number = firstBatch - 1;

    public int Epoch => epoch;

    /// <summary>The next batch; false after the last.</summary>
    /// <exception cref="SampleLoadException">The sampler threw.</exception>
    public bool TryNext(out int number, out int[] indices)
    {
        try
        {
            _batches ??= sampler.Batches(epoch, firstBatch).GetEnumerator();
            var came = _batches.MoveNext();
            indices = came ? _batches.Current : [];
            number = ++_number;
            return came;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new SampleLoadException(epoch, _number + 1, null, LoadStage.Sampling, e);
        }
    }

    public void Dispose() => _batches?.Dispose();
}
