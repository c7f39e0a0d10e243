using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Per pair <c>1 − cos</c> if the classes agree, else <c>[cos − m]₊</c>; mean over all pairs.</summary>
/// <remarks>That of torch's function of this name, where 1 and -1 stand for same and different; <c>same</c> here is boolean. Immutable, thread-safe.</remarks>
public sealed class CosineEmbeddingLoss : MetricLoss
{
    /// <param name="margin">m, the cosine up to which a different-class pair costs nothing, -1 to 1.</param>
    /// <param name="options">Reducer (mean) and regulariser; the distance is the cosine.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="margin"/> lies outside its range.</exception>
    /// <exception cref="ArgumentException">The options name another distance.</exception>
    public CosineEmbeddingLoss(double margin = 0, MetricLossOptions? options = null)
        : base(nameof(CosineEmbeddingLoss), options, Only(options, new CosineSimilarity()))
        => this.margin = Check.Between(margin, -1, 1);

    /// <summary>m.</summary>
    public double margin { get; }

    /// <summary>Prices given pairs.</summary>
    /// <param name="left">Embeddings, <c>[N, D]</c>, floating point, finite.</param>
    /// <param name="right">Embeddings, <c>[N, D]</c>, same dtype and device as <paramref name="left"/>.</param>
    /// <param name="same"><c>[N]</c>, bool: true where the pair shares a class.</param>
    /// <returns>A scalar, or <c>[N]</c> without reduction. 0 for N = 0. The caller owns it.</returns>
    /// <exception cref="ArgumentException">A shape, dtype or device differs from the above, or a number is not finite.</exception>
    public Tensor forward(Tensor left, Tensor right, Tensor same)
    {
        TupleRows.Check((left, nameof(left)), (right, nameof(right)));
        Check.Shape(same, [left.shape[0]]);
        if (same.dtype != ScalarType.Bool)
            throw new ArgumentException($"Expected dtype Bool, got {same.dtype}.", nameof(same));
        Check.SameDevice(same, left);
        using var scope = NewDisposeScope();
        var batch = new LossBatch(left);
        var cosines = distance.Pairwise(left, right);                                                 // [N]
        return Reduce([new LossPart(where(same, 1 - cosines, (cosines - margin).relu()), RowNumbers(batch))], batch).MoveToOuterDisposeScope();
    }

    /// <inheritdoc cref="forward(Tensor, Tensor, Tensor)"/>
    public Tensor call(Tensor left, Tensor right, Tensor same) => forward(left, right, same);

    private protected override IReadOnlyList<LossPart> Parts(LossBatch batch)
    {
        var masks = PairMasks.Of(batch);
        var matrix = distance.Matrix(batch.Embeddings, batch.ReferenceEmbeddings);                    // [N, M]
        var (a1, p) = masks.PositivePairs();
        var (a2, n) = masks.NegativePairs();
        return [new LossPart(cat([1 - Pick(matrix, a1, p), (Pick(matrix, a2, n) - margin).relu()]), cat([a1, a2]))];
    }
}
