using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Loading;

/// <summary>Makes the batches that a sampler asks for, such as P x K ones: reads, augments and moves them ahead of their use, in order.</summary>
/// <inheritdoc/>
public sealed class BatchLoader : Loader<SampleBatch>
{
    private readonly IBatchSampler _sampler;

    /// <param name="source">Where the samples are. Not disposed.</param>
    /// <param name="sampler">Which samples make up each batch.</param>
    /// <param name="device">Where the batches go; the CPU by default.</param>
    /// <param name="options">Workers, prefetch depth, augmentation, what to do about samples that cannot be read.</param>
    /// <exception cref="ArgumentException">
    /// No sample, no batch, or a CUDA <paramref name="device"/> where libtorch finds none.
    /// </exception>
    public BatchLoader(ISampleSource source, IBatchSampler sampler, Device? device = null, LoaderOptions? options = null)
        : base(Assembler(source, sampler, device, options), sampler, sampler.BatchesPerEpoch, 1, "batches of a sampler")
        => _sampler = sampler;

    private protected override BatchAudit AuditOf(int epoch, int batch, ClassIndex classes) => BatchAudit.Of(_sampler, epoch, batch, classes);

    private protected override BatchSchedule Schedule(int epoch, int firstBatch) => new SamplerSchedule(_sampler, epoch, firstBatch);

    private static SampleAssembler Assembler(ISampleSource source, IBatchSampler sampler, Device? device, LoaderOptions? options)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(sampler);
        LoaderCheck.Source(source);
        if (sampler.BatchesPerEpoch <= 0)
            throw new ArgumentException($"Needs a sampler with at least 1 batch, got {sampler.BatchesPerEpoch} "
                + $"from {source.Count} samples.", nameof(sampler));
        return new SampleAssembler(source, LoaderCheck.Device(device), options ?? new LoaderOptions());
    }
}
