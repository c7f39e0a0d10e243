using System.Runtime.CompilerServices;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Loading;

/// <summary>Makes the batches that a sampler asks for: reads, augments and moves them ahead of their use, in order.</summary>
/// <remarks>
/// <para>The batches are a pure function of source, sampler, seed and epoch: the same, bit for bit, for any number of workers and
/// any prefetch depth. On a CUDA device they are copied from pinned memory without blocking.</para>
/// <para>Holds no thread, file or tensor between epochs, so there is nothing to dispose; leaving an enumeration early stops its
/// workers and disposes what nobody took. Several enumerations may run at once. Thread-safe.</para>
/// </remarks>
public sealed class BatchLoader
{
    private readonly IBatchSampler _sampler;
    private readonly BatchLoaderOptions _options;
    private readonly BatchAssembler _assembler;

    /// <param name="source">Where the samples are. Not disposed.</param>
    /// <param name="sampler">Which samples make up each batch.</param>
    /// <param name="device">Where the batches go; the CPU by default.</param>
    /// <param name="options">Workers, prefetch depth and augmentation.</param>
    /// <exception cref="ArgumentException">
    /// No sample, no batch, or a CUDA <paramref name="device"/> where libtorch finds none.
    /// </exception>
    public BatchLoader(ISampleSource source, IBatchSampler sampler, Device? device = null, BatchLoaderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(sampler);
        if (source.Count == 0)
            throw new ArgumentException("Needs at least 1 sample, got 0.", nameof(source));
        if (sampler.BatchesPerEpoch <= 0)
            throw new ArgumentException($"Needs a sampler with at least 1 batch, got {sampler.BatchesPerEpoch} "
                + $"from {source.Count} samples.", nameof(sampler));
        if (device is { type: DeviceType.CUDA } && !cuda.is_available())
            throw new ArgumentException($"Needs CUDA for device '{device}', libtorch finds none here.", nameof(device));

        _sampler = sampler;
        _options = options ?? new BatchLoaderOptions();
        _assembler = new BatchAssembler(source, device ?? CPU, _options);
    }

    /// <summary>Number of batches in every epoch.</summary>
    public int BatchesPerEpoch => _sampler.BatchesPerEpoch;

    /// <summary>The batches of an epoch, in order. The caller disposes each; making starts at the first MoveNext.</summary>
    /// <param name="epoch">0 or more.</param>
    /// <param name="firstBatch">0 to <see cref="BatchesPerEpoch"/>: where to start, for a run that resumes in mid-epoch.</param>
    /// <param name="progress">Told after each batch, on the caller's thread.</param>
    /// <param name="cancellationToken">Stops at the next batch.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    /// <exception cref="SampleLoadException">While enumerating: a batch could not be made. The batches before it still come.</exception>
    /// <exception cref="OperationCanceledException">While enumerating: cancelled.</exception>
    public IEnumerable<SampleBatch> Epoch(
        int epoch, int firstBatch = 0, IProgress<LoadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        Check(epoch, firstBatch);
        return Iterate(epoch, firstBatch, progress, cancellationToken);
    }

    /// <summary>The same without blocking a thread.</summary>
    /// <inheritdoc cref="Epoch"/>
    public IAsyncEnumerable<SampleBatch> EpochAsync(
        int epoch, int firstBatch = 0, IProgress<LoadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        Check(epoch, firstBatch);
        return IterateAsync(epoch, firstBatch, progress, cancellationToken);
    }

    private void Check(int epoch, int firstBatch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        if (firstBatch < 0 || firstBatch > BatchesPerEpoch)
            throw new ArgumentOutOfRangeException(nameof(firstBatch), firstBatch, $"Needs 0 to {BatchesPerEpoch}, got {firstBatch}.");
    }

    private IEnumerable<SampleBatch> Iterate(
        int epoch, int firstBatch, IProgress<LoadProgress>? progress, CancellationToken cancellationToken)
    {
        using var stream = Start(epoch, firstBatch, cancellationToken);
        long samples = 0;
        while (stream.Take() is { } batch)
        {
            Report(progress, batch, ref samples);
            yield return batch;
        }
    }

    private async IAsyncEnumerable<SampleBatch> IterateAsync(
        int epoch, int firstBatch, IProgress<LoadProgress>? progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var stream = Start(epoch, firstBatch, cancellationToken);
        await using var lifetime = stream.ConfigureAwait(false);
        long samples = 0;
        while (await stream.TakeAsync().ConfigureAwait(false) is { } batch)
        {
            Report(progress, batch, ref samples);
            yield return batch;
        }
    }

    private BatchStream Start(int epoch, int firstBatch, CancellationToken cancellationToken)
    {
        var schedule = new BatchSchedule(_sampler, epoch, firstBatch);
        return _options.Workers == 0
            ? new InlineStream(_assembler, schedule, cancellationToken)
            : new PrefetchStream(_assembler, schedule, _options.Workers, _options.Prefetch, cancellationToken);
    }

    private void Report(IProgress<LoadProgress>? progress, SampleBatch batch, ref long samples)
    {
        samples += batch.Count;
        try
        {
            progress?.Report(new LoadProgress(batch.Epoch, batch.Number + 1, BatchesPerEpoch, samples));
        }
        catch
        {
            batch.Dispose();    // nobody else will
            throw;
        }
    }
}
