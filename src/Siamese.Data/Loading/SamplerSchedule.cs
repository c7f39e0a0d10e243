using TorchSharp.Siamese.Data.Sampling;

namespace TorchSharp.Siamese.Data.Loading;

/// <summary>The sampler's batches, numbered, with its failures wrapped.</summary>
internal sealed class SamplerSchedule(IBatchSampler sampler, int epoch, int firstBatch) : BatchSchedule
{
    private IEnumerator<int[]>? _batches;    // made at the first batch, so that its failures are wrapped too
    private int _number = firstBatch - 1;

    public override bool TryNext(out BatchRequest request)
    {
        try
        {
            _batches ??= sampler.Batches(epoch, firstBatch).GetEnumerator();
            var came = _batches.MoveNext();
            request = new BatchRequest(epoch, ++_number, came ? _batches.Current : []);
            return came;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new SampleLoadException(new LoadPlace { Epoch = epoch, Batch = _number + 1 }, e);
        }
    }

    public override void Dispose() => _batches?.Dispose();
}
