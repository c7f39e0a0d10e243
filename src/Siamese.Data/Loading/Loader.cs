using System.Runtime.CompilerServices;
using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;

namespace TorchSharp.Siamese.Data.Loading;

/// <summary>What loaders share: batches are read, augmented and moved ahead of their use, and come in order.</summary>
/// <typeparam name="TBatch">What comes.</typeparam>
/// <remarks>
/// <para>The batches are a pure function of source, plan or sampler, options and epoch: the same, bit for bit, for any number of
/// workers and any prefetch depth. On a CUDA device they are copied from pinned memory without blocking.</para>
/// <para>Holds no thread, file or tensor between epochs, so there is nothing to dispose; leaving an enumeration early stops its
/// workers and disposes what nobody took. Several enumerations may run at once. Thread-safe.</para>
/// </remarks>
public abstract class Loader<TBatch>
    where TBatch : class, ILoadedBatch
{
    private readonly BatchAssembler<TBatch> _assembler;
    private readonly LoaderPosition _position;
    private readonly ReadLog _log = new();

    private protected Loader(BatchAssembler<TBatch> assembler, IFingerprinted order, int batchesPerEpoch, int perBatch, string description)
    {
        _assembler = assembler;
        BatchesPerEpoch = batchesPerEpoch;
        var (source, options) = (assembler.Source, assembler.Options);
        _position = new LoaderPosition(order, batchesPerEpoch, perBatch, $"{description}, {source.Count} images {source.Shape}, "
            + $"augmentation {options.Augmentation?.ToString() ?? "none"} of seed {options.Seed}, failures {options.OnReadFailure}");
    }

    /// <summary>Number of batches in every epoch.</summary>
    public int BatchesPerEpoch { get; }

    /// <summary>The epoch of the batch that comes after the last one that a caller was given; 0 at first.</summary>
    public int NextEpoch => _position.Next.Epoch;

    /// <summary>Number, in <see cref="NextEpoch"/>, of the batch that comes after the last one that a caller was given; 0 at first.</summary>
    public int NextBatch => _position.Next.Batch;

    /// <summary>Where the samples come from.</summary>
    public ISampleSource Source => _assembler.Source;

    /// <summary>What could not be read so far, over all batches that callers were given.</summary>
    public ReadReport Report => _log.Report();

    /// <summary>The batches of an epoch, in order. The caller disposes each; making starts at the first MoveNext.</summary>
    /// <param name="epoch">0 or more.</param>
    /// <param name="firstBatch">0 to <see cref="BatchesPerEpoch"/>: where to start, for a run that resumes in mid-epoch.</param>
    /// <param name="progress">Told after each batch, on the caller's thread.</param>
    /// <param name="cancellationToken">Stops at the next image.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    /// <exception cref="SampleLoadException">While enumerating: a batch could not be made, or none of a whole epoch. The batches before it still come.</exception>
    /// <exception cref="OperationCanceledException">While enumerating: cancelled.</exception>
    public IEnumerable<TBatch> Epoch(
        int epoch, int firstBatch = 0, IProgress<LoadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        _position.Check(epoch, firstBatch);
        return Iterate(epoch, firstBatch, progress, cancellationToken);
    }

    /// <summary>The same without blocking a thread.</summary>
    /// <inheritdoc cref="Epoch"/>
    public IAsyncEnumerable<TBatch> EpochAsync(
        int epoch, int firstBatch = 0, IProgress<LoadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        _position.Check(epoch, firstBatch);
        return IterateAsync(epoch, firstBatch, progress, cancellationToken);
    }

    /// <summary>The batches of a whole run: from <see cref="NextEpoch"/> and <see cref="NextBatch"/>, so after <see cref="load_state_dict"/> those that are left.</summary>
    /// <param name="epochs">Epochs of the run, those before it included; 0 or more.</param>
    /// <param name="progress">Told after each batch, on the caller's thread.</param>
    /// <param name="cancellationToken">Stops at the next image.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="epochs"/> is negative.</exception>
    /// <exception cref="SampleLoadException">While enumerating: a batch could not be made, or none of a whole epoch. The batches before it still come.</exception>
    /// <exception cref="OperationCanceledException">While enumerating: cancelled.</exception>
    public IEnumerable<TBatch> Run(int epochs, IProgress<LoadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epochs);
        return IterateRun();

        IEnumerable<TBatch> IterateRun()
        {
            var (epoch, first) = _position.Next;
            for (; epoch < epochs; epoch++, first = 0)
            {
                foreach (var batch in Iterate(epoch, first, progress, cancellationToken))
                    yield return batch;
            }
        }
    }

    /// <summary>Where the run is: after the last batch that a caller was given, whatever is prefetched. A few hundred bytes.</summary>
    /// <exception cref="NotSupportedException">A sampler of your own gives no fingerprint.</exception>
    public LoaderState state_dict() => _position.Save();

    /// <summary>Goes on from a state: <see cref="Run"/> gives the batches that the run it is of would have given, bit for bit.</summary>
    /// <param name="state">What <see cref="state_dict"/> gave, in this process or another.</param>
    /// <exception cref="InvalidOperationException">The state is of other data or options; both are named.</exception>
    /// <exception cref="InvalidDataException">There is no such position.</exception>
    public void load_state_dict(LoaderState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _position.Load(state);
    }

    /// <summary>Which samples, in which roles, make up a batch, as long as all of them can be read. Computed, not remembered: of any batch, at any time.</summary>
    /// <param name="epoch">0 or more.</param>
    /// <param name="batch">0 to <see cref="BatchesPerEpoch"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public BatchAudit Audit(int epoch, int batch) => AuditOf(epoch, batch, ClassIndex.From([.. Source.Labels]));

    private protected abstract BatchAudit AuditOf(int epoch, int batch, ClassIndex classes);

    private protected abstract BatchSchedule Schedule(int epoch, int firstBatch);

    private IEnumerable<TBatch> Iterate(
        int epoch, int firstBatch, IProgress<LoadProgress>? progress, CancellationToken cancellationToken)
    {
        using var stream = Start(epoch, firstBatch, cancellationToken);
        long samples = 0;
        while (stream.Take() is { } made)
        {
            if (Give(made, progress, ref samples) is { } batch)
                yield return batch;
        }

        CheckAnyCame(epoch, firstBatch, samples);
    }

    private async IAsyncEnumerable<TBatch> IterateAsync(
        int epoch, int firstBatch, IProgress<LoadProgress>? progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var stream = Start(epoch, firstBatch, cancellationToken);
        await using var lifetime = stream.ConfigureAwait(false);
        long samples = 0;
        while (await stream.TakeAsync().ConfigureAwait(false) is { } made)
        {
            if (Give(made, progress, ref samples) is { } batch)
                yield return batch;
        }

        CheckAnyCame(epoch, firstBatch, samples);
    }

    // A training that goes on without data would look like one that learns nothing.
    private void CheckAnyCame(int epoch, int firstBatch, long samples)
    {
        if (samples == 0 && firstBatch == 0)
            throw new SampleLoadException($"Needs at least 1 batch of epoch {epoch} that can be made, got none. {_log.Report()}");
    }

    private BatchStream<TBatch> Start(int epoch, int firstBatch, CancellationToken cancellationToken)
    {
        var (schedule, options) = (Schedule(epoch, firstBatch), _assembler.Options);
        return options.Workers == 0
            ? new InlineStream<TBatch>(_assembler, schedule, cancellationToken)
            : new PrefetchStream<TBatch>(_assembler, schedule, options.Workers, options.Prefetch, cancellationToken);
    }

    private TBatch? Give(MadeBatch<TBatch> made, IProgress<LoadProgress>? progress, ref long samples)
    {
        _log.Add(made.Failures, made.LeftOut, isEmpty: made.Batch is null);
        if (made.Batch is not { } batch)
            return null;
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
        _position.Pass(batch.Epoch, batch.Number);
        return batch;
    }
}
