using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Losses;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Memory;

/// <summary>Prices a batch against the embeddings of the batches before it: many more negatives for hardly more work.</summary>
/// <remarks>
/// The batch is put into the memory first and then priced against all of it, itself included; no row is paired with its own copy.
/// What is kept carries no gradient, so only the batch learns. With an enqueue mask (momentum contrast: rows of a momentum
/// encoder) the marked rows are kept and the others are priced. Keys: <c>queue.*</c> (see <see cref="EmbeddingMemory"/>), <c>batches</c> (a
/// count, for the warm-up) and <c>loss.*</c>: a resumed run goes on with the memory it had. Source: Wang, Zhang, Huang and
/// Scott, "Cross-batch memory for embedding learning", CVPR 2020. Not thread-safe.
/// </remarks>
public sealed class CrossBatchMemory : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly MetricLoss loss;
    private readonly EmbeddingMemory queue;
    private readonly CrossBatchMemoryOptions _options;
    private Tensor batches;

    /// <param name="loss">What prices the tuples; becomes part of this module.</param>
    /// <param name="options">Size, queues, warm-up and miner.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public CrossBatchMemory(MetricLoss loss, CrossBatchMemoryOptions options)
        : base(nameof(CrossBatchMemory))
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(options);
        this.loss = loss;
        _options = options with { WarmUp = Check.Between(options.WarmUp, 0, long.MaxValue, nameof(options)) };
        queue = new EmbeddingMemory(options.Capacity, options.Width, options.Classes, options.Dtype);
        batches = zeros(1, dtype: ScalarType.Int64).DetachFromDisposeScope();
        RegisterComponents();
    }

    /// <summary>What is kept.</summary>
    public EmbeddingMemory Queue => queue;

    /// <summary>The options' miner: a trainer asks it for each batch, so that one that draws does so anew and a schedule moves on.</summary>
    internal IMiner? OwnMiner => _options.Miner;

    /// <summary>Batches seen so far.</summary>
    public long Batches => batches.item<long>();

    /// <summary>Prices a batch and keeps it.</summary>
    /// <param name="embeddings"><c>[N, D]</c>, floating point.</param>
    /// <param name="labels">Whole numbers, <c>[N]</c>.</param>
    /// <returns>A scalar. The caller owns it.</returns>
    /// <exception cref="ArgumentException">A shape, dtype or device does not fit, or the batch is larger than the memory.</exception>
    public override Tensor forward(Tensor embeddings, Tensor labels)
    {
        using var scope = NewDisposeScope();
        return Evaluate(embeddings, labels).Loss.MoveToOuterDisposeScope();
    }

    /// <summary>Prices a batch and keeps it, and counts its tuples.</summary>
    /// <param name="embeddings"><c>[N, D]</c>, floating point.</param>
    /// <param name="labels">Whole numbers, <c>[N]</c>.</param>
    /// <param name="enqueueMask"><c>[N]</c>, bool: rows to be kept and not priced, all others the other way round; null to keep and price all.</param>
    /// <param name="miner">In place of the options' miner, for example <c>miner.At(epoch, batch)</c>; null for that one.</param>
    /// <returns>The loss and the counts. The caller owns them.</returns>
    /// <exception cref="ArgumentException">A shape, dtype or device does not fit, an embedding is not finite, or more rows are to be kept than the memory holds.</exception>
    public LossResult Evaluate(Tensor embeddings, Tensor labels, Tensor? enqueueMask = null, IMiner? miner = null)
    {
        Check.Shape(Check.Embeddings(embeddings), [-1, queue.Width], nameof(embeddings));
        Check.SameDevice(Check.Labels(labels, embeddings.shape[0]), embeddings);
        Check.FiniteRows(embeddings);
        using var scope = NewDisposeScope();
        var (priced, pricedLabels, kept, keptLabels) = (embeddings, labels, embeddings, labels);
        if (enqueueMask is not null)
        {
            if (Check.Shape(enqueueMask, [embeddings.shape[0]]).dtype != ScalarType.Bool)
                throw new ArgumentException($"Expected dtype Bool, got {enqueueMask.dtype}.", nameof(enqueueMask));
            Check.SameDevice(enqueueMask, embeddings);
            var (keep, price) = (enqueueMask.nonzero().reshape(-1), enqueueMask.logical_not().nonzero().reshape(-1));
            (kept, keptLabels) = (embeddings.index_select(0, keep), labels.index_select(0, keep));
            (priced, pricedLabels) = (embeddings.index_select(0, price), labels.index_select(0, price));
        }
        var copies = Batches >= _options.WarmUp ? queue.Put(kept, keptLabels) : null;
        using (no_grad())
            batches.add_(1);      // after what may be refused
        if (copies is null)
            return Price(new LossBatch(priced) { Labels = pricedLabels }, BatchLabels.Read(pricedLabels, null), miner).MoveToOuterDisposeScope();

        var (rows, rowLabels) = queue.Content(embeddings);
        var own = enqueueMask is null ? copies : [.. Enumerable.Repeat(-1, (int)priced.shape[0])];
        var batch = new LossBatch(priced) { Labels = pricedLabels, ReferenceEmbeddings = rows, ReferenceLabels = rowLabels.to(pricedLabels.dtype) };
        return Price(batch, BatchLabels.Read(pricedLabels, rowLabels, own), miner, own).MoveToOuterDisposeScope();
    }

    private LossResult Price(LossBatch batch, BatchLabels lists, IMiner? miner, int[]? own = null)
    {
        miner ??= _options.Miner;
        if (miner is null && loss.PricesTuples)
            return loss.Evaluate(batch with { Lists = lists });   // lists no tuple if there is a way without
        var tuples = miner switch
        {
            null => AllTuples.Pairs(lists),
            IBatchMiner ours => ours.Mine(batch.Embeddings, lists, batch.ReferenceEmbeddings),
            _ => WithoutCopies(miner.Mine(batch.Embeddings, batch.Labels!, batch.ReferenceEmbeddings, batch.ReferenceLabels), own),
        };
        return loss.Evaluate(batch with { Tuples = tuples });
    }

    /// <summary>Tuples of a miner that knows nothing of copies, less those that pair a row with its own.</summary>
    private static TupleIndices WithoutCopies(TupleIndices tuples, int[]? own)
    {
        if (own is null)
            return tuples;
        var copies = tensor(own, ScalarType.Int64, tuples.First.device);
        Tensor Keep(Tensor anchors, Tensor positives) => copies.index_select(0, anchors).ne(positives);
        if (tuples is TripletIndices t)
        {
            var keep = Keep(t.Anchors, t.Positives);
            return new TripletIndices(t.Anchors.masked_select(keep), t.Positives.masked_select(keep), t.Negatives.masked_select(keep));
        }
        var pairs = (PairIndices)tuples;
        var kept = Keep(pairs.PositiveAnchors, pairs.Positives);
        return new PairIndices(
            pairs.PositiveAnchors.masked_select(kept), pairs.Positives.masked_select(kept), pairs.NegativeAnchors.alias(), pairs.Negatives.alias());
    }
}
