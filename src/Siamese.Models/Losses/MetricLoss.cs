using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Losses.Reducers;
using TorchSharp.Siamese.Models.Losses.Regularizers;
using TorchSharp.Siamese.Models.Losses.Rows;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>A loss on a batch of labelled embeddings: it prices the tuples of a miner, or all that the labels admit.</summary>
/// <remarks>
/// Losses name no miner and miners name no loss: any <see cref="TupleIndices"/> goes with any loss. A batch without
/// a usable tuple gives 0 with a zero gradient. Embeddings that are NaN or infinite are refused; on CUDA, where looking
/// would make the host wait, the loss is NaN. Without parameters a loss is immutable and thread-safe.
/// </remarks>
public abstract class MetricLoss : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly LossInputs _inputs;
    private readonly Regularizer? _regularizer;
    private readonly double _regularizerWeight;

    private protected MetricLoss(string name, MetricLossOptions? options, IDistance distance, Reducer? reducer = null, LossInputs inputs = LossInputs.All)
        : base(name)
    {
        this.distance = options?.Distance ?? distance;
        this.reducer = options?.Reducer ?? reducer ?? Reducer.Mean;
        _regularizer = options?.EmbeddingRegularizer;
        _regularizerWeight = options?.EmbeddingRegularizerWeight ?? 1;
        _inputs = inputs;
    }

    /// <summary>What is compared.</summary>
    public IDistance distance { get; }

    /// <summary>How the losses of single tuples become one number.</summary>
    public Reducer reducer { get; }

    /// <summary>Prices every tuple that the labels admit.</summary>
    /// <param name="embeddings"><c>[N, D]</c>, floating point, finite.</param>
    /// <param name="labels">Whole numbers, <c>[N]</c>, same device.</param>
    /// <returns>A scalar, or <c>[T]</c> without reduction. The caller owns it.</returns>
    /// <exception cref="ArgumentException">A shape, dtype or device differs from the above, or a number is not finite.</exception>
    public override Tensor forward(Tensor embeddings, Tensor labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return Loss(new LossBatch(embeddings) { Labels = labels });
    }

    /// <summary>Prices given tuples.</summary>
    /// <param name="embeddings"><c>[N, D]</c>, floating point, finite.</param>
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
    /// <exception cref="ArgumentException">A shape, dtype or device does not fit, labels and tuples are both missing, an index lies outside the batch, a number is not finite, or the loss's definition does not take what is given.</exception>
    public LossResult Evaluate(LossBatch batch)
    {
        LossBatchCheck.Run(this, batch, _inputs);
        using var scope = NewDisposeScope();
        var type = batch.Embeddings.dtype;
        batch = Widened(batch);
        var result = Whole(batch) ?? Listed(batch);
        return new LossResult(Total(result.Loss, batch, type), result.Counts).MoveToOuterDisposeScope();
    }

    /// <summary>Prices a checked batch row by row, without listing its tuples, inside the caller's dispose scope; null where that cannot be done.</summary>
    /// <param name="batch">On any device; rows are looked at on the host.</param>
    /// <param name="blockElements">How many distances are held at once.</param>
    internal virtual LossResult? Rows(LossBatch batch, long blockElements) => null;

    /// <summary>Prices all that a checked batch's labels admit, by masks over the distance matrix on its own device, inside the caller's dispose scope; null where that cannot be done.</summary>
    internal virtual LossResult? Masked(LossBatch batch) => null;

    /// <summary>Prices the listed tuples of a checked batch, inside the caller's dispose scope.</summary>
    internal LossResult Listed(LossBatch batch)
    {
        var parts = Parts(Resolved(batch));
        return new LossResult(Reduce(parts, batch), Counts(parts, batch));
    }

    private LossResult? Whole(LossBatch batch)
    {
        var labelsOnly = batch.Tuples is null && batch.Relation is null && batch.Lists is null
            && batch.Embeddings.numel() > 0 && batch.ReferenceEmbeddings is not { shape: [0, ..] };
        // Off the CPU labels alone need no way over the host.
        return (labelsOnly && batch.Embeddings.device_type != DeviceType.CPU ? Masked(batch) : null) ?? Rows(batch, RowPass.BlockElements);
    }

    /// <summary>Prices the tuples of a checked batch, inside the caller's dispose scope.</summary>
    private protected abstract IReadOnlyList<LossPart> Parts(LossBatch batch);

    /// <summary>What a loss costs whatever the batch, a scalar inside the caller's dispose scope; null for nothing.</summary>
    private protected virtual Tensor? Extra() => null;

    /// <summary>Reduces the parts and adds them up, inside the caller's dispose scope.</summary>
    private protected Tensor Reduce(IReadOnlyList<LossPart> parts, LossBatch batch)
    {
        var reduced = parts.Select(part => part.IsReduced ? part.Losses : reducer.Reduce(part, batch)).ToArray();
        if (reducer is NoReducer)
            return cat(reduced.Select(losses => losses.reshape(-1)).ToArray());
        return parts.All(part => part.Anchors.shape[0] == 0)
            ? Saturation.Nothing(Sources(batch))
            : reduced.Aggregate((sum, part) => sum + part);
    }

    /// <summary>The numbers of the rows of a batch, int64, <c>[N]</c>.</summary>
    private protected static Tensor RowNumbers(LossBatch batch)
        => arange(batch.Embeddings.shape[0], dtype: ScalarType.Int64, device: batch.Embeddings.device);

    /// <summary>A larger number for what lies farther apart, whatever the distance: <c>x</c> itself, or <c>−x</c> of a similarity.</summary>
    private protected Tensor Farther(Tensor x) => distance.IsInverted ? -x : x;

    /// <summary>1 where larger is farther, -1 for similarities.</summary>
    private protected int Sign => distance.IsInverted ? -1 : 1;

    /// <summary>The distance that a definition needs, where options may name another.</summary>
    /// <exception cref="ArgumentException">The options name a distance of another kind.</exception>
    private protected static T Only<T>(MetricLossOptions? options, T own, Func<T, bool>? fits = null)
        where T : class, IDistance
    {
        if (options?.Distance is not { } named)
            return own;
        return named is T given && (fits is null || fits(given))
            ? given
            : throw new ArgumentException($"Expected {typeof(T).Name} with the settings that this loss is defined for, got {named.GetType().Name}.", nameof(options));
    }

    /// <summary>Distances of single pairs out of the matrix: <c>matrix[rows[t], columns[t]]</c>, <c>[T]</c>.</summary>
    private protected static Tensor Pick(Tensor matrix, Tensor rows, Tensor columns)
        => matrix.reshape(-1).index_select(0, rows * matrix.shape[1] + columns);

    /// <summary>Whether given tuples are what is priced.</summary>
    internal bool PricesTuples => _inputs.HasFlag(LossInputs.Tuples);

    private Tensor Loss(LossBatch batch)
    {
        LossBatchCheck.Run(this, batch, _inputs);
        using var scope = NewDisposeScope();
        var type = batch.Embeddings.dtype;
        batch = Widened(batch);
        return Total(Whole(batch)?.Loss ?? Reduce(Parts(Resolved(batch)), batch), batch, type).MoveToOuterDisposeScope();
    }

    /// <summary>Half precision is for storage: on the CPU losses are computed in float32, as few operators know it there. Proxies keep their own type.</summary>
    private LossBatch Widened(LossBatch batch)
        => this is not ProxyLoss && Data.Mining.Rows.IsNarrow(batch.Embeddings)
            ? batch with { Embeddings = batch.Embeddings.to(ScalarType.Float32), ReferenceEmbeddings = batch.ReferenceEmbeddings?.to(ScalarType.Float32) }
            : batch;

    /// <summary>A relation, or lists of who belongs with whom, become the tuples that they admit, for losses that price tuples.</summary>
    private protected virtual LossBatch Resolved(LossBatch batch)
        => batch.Tuples is not null || !PricesTuples || (batch.Lists is null && batch.Relation is null)
            ? batch
            : batch with { Tuples = AllTuples.Pairs(batch.ReadLists()!) };

    /// <summary>All that may want a gradient.</summary>
    private IEnumerable<Tensor> Sources(LossBatch batch)
        => batch.ReferenceEmbeddings is { } reference ? [batch.Embeddings, reference, .. parameters()] : [batch.Embeddings, .. parameters()];

    private Tensor Total(Tensor total, LossBatch batch, ScalarType type)
    {
        Tensor?[] extras = [_regularizer is null ? null : _regularizer.Price(batch.Embeddings) * _regularizerWeight, Extra()];
        foreach (var extra in extras.OfType<Tensor>())
            total = reducer is NoReducer ? cat([total, extra.reshape(1)]) : total + extra;
        total = Saturation.Of(total, Sources(batch));
        return total.dtype == type || total.dtype == ScalarType.Float64 ? total : total.clamp(finfo(type).min, finfo(type).max).to(type);
    }

    /// <summary>Tuples and active tuples, int64, <c>[2]</c>.</summary>
    private static Tensor Counts(IReadOnlyList<LossPart> parts, LossBatch batch)
    {
        var counts = zeros(2, ScalarType.Int64, batch.Embeddings.device);
        foreach (var part in parts)
        {
            var count = part.Anchors.shape[0];
            var active = part.Losses.ne(0);      // a loss without a floor at 0 moves the weights below it too
            if (part.Usable is { } usable && !part.IsReduced)
                active = active.logical_and(usable);
            counts = counts + stack([
                part.Usable?.sum() ?? tensor(count).to(counts.device),
                part.IsReduced ? active * count : active.sum()]);
        }
        return counts;
    }
}
