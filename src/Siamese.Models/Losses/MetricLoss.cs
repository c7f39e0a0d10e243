using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Losses.Reducers;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>A loss on a batch of labelled embeddings: it prices the tuples of a miner, or all that the labels admit.</summary>
/// <remarks>
/// Losses name no miner and miners name no loss: any <see cref="TupleIndices"/> goes with any loss. A batch without
/// a usable tuple gives 0 with a zero gradient; if its embeddings are NaN or infinite, NaN. Without parameters
/// a loss is immutable and thread-safe.
/// </remarks>
public abstract class MetricLoss : nn.Module<Tensor, Tensor, Tensor>
{
    private protected MetricLoss(string name, IDistance distance, Reducer reducer)
        : base(name)
    {
        this.distance = distance;
        this.reducer = reducer;
    }

    /// <summary>What is compared.</summary>
    public IDistance distance { get; }

    /// <summary>How the losses of single tuples become one number.</summary>
    public Reducer reducer { get; }

    /// <summary>Prices every tuple that the labels admit.</summary>
    /// <param name="embeddings"><c>[N, D]</c>, floating point.</param>
    /// <param name="labels">Whole numbers, <c>[N]</c>, same device.</param>
    /// <returns>A scalar, or <c>[T]</c> without reduction. The caller owns it.</returns>
    /// <exception cref="ArgumentException">A shape, dtype or device differs from the above.</exception>
    public override Tensor forward(Tensor embeddings, Tensor labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return Loss(new LossBatch(embeddings) { Labels = labels });
    }

    /// <summary>Prices given tuples.</summary>
    /// <param name="embeddings"><c>[N, D]</c>, floating point.</param>
    /// <param name="labels">Whole numbers, <c>[N]</c>, same device.</param>
    /// <param name="tuples">Rows of <paramref name="embeddings"/>.</param>
    /// <returns>A scalar, or <c>[T]</c> without reduction. The caller owns it.</returns>
    /// <exception cref="ArgumentException">A shape, dtype or device differs from the above, or an index lies outside the batch.</exception>
    public Tensor forward(Tensor embeddings, Tensor labels, TupleIndices tuples)
    {
        ArgumentNullException.ThrowIfNull(tuples);
        return Loss(new LossBatch(embeddings) { Labels = labels, Tuples = tuples });
    }

    /// <inheritdoc cref="forward(Tensor, Tensor, TupleIndices)"/>
    public Tensor call(Tensor embeddings, Tensor labels, TupleIndices tuples) => forward(embeddings, labels, tuples);

    /// <summary>Prices a batch, with a reference set if it has one, and counts its tuples.</summary>
    /// <param name="batch">Embeddings with labels or tuples.</param>
    /// <returns>The loss and the counts. The caller owns them.</returns>
    /// <exception cref="ArgumentException">A shape, dtype or device does not fit, labels and tuples are both missing, or an index lies outside the batch.</exception>
    public LossResult Evaluate(LossBatch batch)
    {
        CheckBatch(batch);
        using var scope = NewDisposeScope();
        if (Whole(batch) is { } whole)
            return whole.MoveToOuterDisposeScope();
        var parts = Parts(batch);
        var active = parts.Select(part => part.Losses.gt(0).sum()).Aggregate((sum, part) => sum + part);
        return new LossResult(Reduce(parts, batch), Count(parts), active).MoveToOuterDisposeScope();
    }

    /// <summary>Prices a checked batch without listing its tuples, inside the caller's dispose scope; null where that cannot be done.</summary>
    private protected virtual LossResult? Whole(LossBatch batch) => null;

    /// <summary>Prices the tuples of a checked batch, inside the caller's dispose scope.</summary>
    private protected abstract IReadOnlyList<LossPart> Parts(LossBatch batch);

    /// <summary>Reduces the parts and adds them up, inside the caller's dispose scope.</summary>
    private protected Tensor Reduce(IReadOnlyList<LossPart> parts, LossBatch batch)
    {
        var reduced = parts.Select(part => reducer.Reduce(part, batch)).ToArray();
        if (reducer is NoReducer)
            return cat(reduced);
        return Count(parts) == 0
            ? (batch.Embeddings * 0).sum()   // zero gradient; NaN where the embeddings are, so that it is seen
            : reduced.Aggregate((sum, part) => sum + part);
    }

    /// <summary>Distances of single pairs out of the matrix: <c>matrix[rows[t], columns[t]]</c>, <c>[T]</c>.</summary>
    private protected static Tensor Pick(Tensor matrix, Tensor rows, Tensor columns)
        => matrix.reshape(-1).index_select(0, rows * matrix.shape[1] + columns);

    private Tensor Loss(LossBatch batch)
    {
        CheckBatch(batch);
        using var scope = NewDisposeScope();
        return (Whole(batch)?.Loss ?? Reduce(Parts(batch), batch)).MoveToOuterDisposeScope();
    }

    private static long Count(IReadOnlyList<LossPart> parts) => parts.Sum(part => part.Losses.numel());

    private static void CheckBatch(LossBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var embeddings = Check.Embeddings(batch.Embeddings, "embeddings");
        if (batch.Labels is { } labels)
            Check.SameDevice(Check.Labels(labels, embeddings.shape[0], "labels"), embeddings, "labels");
        if (batch.ReferenceEmbeddings is { } reference)
            Check.EmbeddingsLike(reference, embeddings, "referenceEmbeddings");
        if (batch.ReferenceLabels is { } referenceLabels)
        {
            var rows = batch.ReferenceEmbeddings ?? throw new ArgumentException("Expected reference embeddings beside reference labels, got none.", nameof(batch));
            Check.SameDevice(Check.Labels(referenceLabels, rows.shape[0], "referenceLabels"), embeddings, "referenceLabels");
        }
        if (batch.Tuples is { } tuples)
            CheckTuples(tuples, embeddings, batch.ReferenceEmbeddings ?? embeddings);
        else if (batch.Labels is null || (batch.ReferenceEmbeddings is not null && batch.ReferenceLabels is null))
            throw new ArgumentException("Expected labels of every set where no tuples are given, got a set without.", nameof(batch));
    }

    private static void CheckTuples(TupleIndices tuples, Tensor embeddings, Tensor reference)
    {
        Check.SameDevice(tuples.First, embeddings, nameof(tuples));
        if (tuples.AnchorLimit > embeddings.shape[0])
            throw new ArgumentException($"Expected anchors of 0 to {embeddings.shape[0] - 1}, got up to {tuples.AnchorLimit - 1}.", nameof(tuples));
        if (tuples.OtherLimit > reference.shape[0])
            throw new ArgumentException($"Expected positives and negatives of 0 to {reference.shape[0] - 1}, got up to {tuples.OtherLimit - 1}.", nameof(tuples));
    }
}
