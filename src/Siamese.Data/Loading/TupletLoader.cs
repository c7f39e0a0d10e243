using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Loading;

/// <summary>Makes batches of a plan's pairs, triplets or tuplets: reads each image once, augments and moves them ahead of their use, in order.</summary>
/// <inheritdoc/>
public sealed class TupletLoader : Loader<TupletBatch>
{
    private readonly ITuplePlan _plan;
    private readonly int _batchSize;

    /// <param name="source">Where the samples are: those whose labels the plan was made from, in the same order. Not disposed.</param>
    /// <param name="plan">Which tuples; a ShardedPlan for one of several ranks.</param>
    /// <param name="batchSize">Tuples in a batch, 1 or more; the last of an epoch may have fewer.</param>
    /// <param name="dropLast">Whether a last batch that has fewer is left out.</param>
    /// <param name="device">Where the batches go; the CPU by default.</param>
    /// <param name="options">Workers, prefetch depth, augmentation, what to do about samples that cannot be read.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batchSize"/> is below 1.</exception>
    /// <exception cref="ArgumentException">
    /// The plan was made from another number of samples than the source has, has fewer tuples than a batch needs, or more than
    /// 2^31 - 1 batches; or a CUDA <paramref name="device"/> where libtorch finds none.
    /// </exception>
    public TupletLoader(
        ISampleSource source, ITuplePlan plan, int batchSize, bool dropLast = false, Device? device = null, LoaderOptions? options = null)
        : base(Assembler(source, plan, batchSize, device, options), plan, Batches(plan, batchSize, dropLast), batchSize,
            $"batches of {batchSize} tuples{(dropLast ? ", all whole" : "")}")
        => (_plan, _batchSize) = (plan, batchSize);

    private protected override BatchAudit AuditOf(int epoch, int batch, ClassIndex classes)
        => BatchAudit.Of(_plan, epoch, batch, _batchSize, classes);

    private protected override BatchSchedule Schedule(int epoch, int firstBatch) => new PlanSchedule(epoch, firstBatch, BatchesPerEpoch);

    private static TupletAssembler Assembler(ISampleSource source, ITuplePlan plan, int batchSize, Device? device, LoaderOptions? options)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        LoaderCheck.Source(source);
        if (source.Count != plan.SampleCount)
            throw new ArgumentException(
                $"Needs a plan of {source.Count} samples, as many as the source has, got one of {plan.SampleCount}.", nameof(plan));
        return new TupletAssembler(source, plan, batchSize, LoaderCheck.Device(device), options ?? new LoaderOptions());
    }

    private static int Batches(ITuplePlan plan, int batchSize, bool dropLast)
    {
        var batches = dropLast ? plan.EpochLength / batchSize : ((plan.EpochLength - 1) / batchSize) + 1;
        return batches is > 0 and <= int.MaxValue
            ? (int)batches
            : throw new ArgumentException($"Needs 1 to {int.MaxValue} batches in an epoch, got {batches} of {batchSize} tuples "
                + $"from {plan.EpochLength}.", nameof(batchSize));
    }
}
