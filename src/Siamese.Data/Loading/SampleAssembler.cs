using TorchSharp.Siamese.Data.Sources;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Loading;

/// <summary>Makes the batches that a sampler picks; a sample that it repeats is read once and has a place, and an augmentation draw, each time.</summary>
internal sealed class SampleAssembler(ISampleSource source, Device device, LoaderOptions options)
    : BatchAssembler<SampleBatch>(source, device, options)
{
    protected override void Pick(BatchRequest request, BatchWork work)
    {
        if (request.Samples.Length == 0)
            throw new InvalidOperationException("Needs at least 1 sample in a batch, got 0 from the sampler.");
        foreach (var sample in request.Samples)
        {
            CheckSample(sample, work.At, "sampler");
            work.AddAgain(sample);
        }
    }

    protected override SampleBatch Finish(BatchWork work, Tensor images, Tensor labels, Tensor ids, ReadFailure[] failures)
        => new(images, labels, ids, work.At.Epoch, work.At.Batch) { Failures = failures };
}
