using System.Runtime.InteropServices;
using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Mining;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Which entries of the distance matrix are positive and negative pairs, in the caller's dispose scope.</summary>
/// <param name="Positive">bool, <c>[N, M]</c>.</param>
/// <param name="Negative">bool, <c>[N, M]</c>.</param>
/// <param name="Pairs">The given tuples as pairs, with repeats; null where the masks come from labels or a relation.</param>
internal sealed record PairMasks(Tensor Positive, Tensor Negative, PairIndices? Pairs = null)
{
    /// <summary>Given tuples if there are any, else everything that labels or relation admit.</summary>
    public static PairMasks Of(LossBatch batch) => batch.Tuples is { } tuples ? OfTuples(tuples, batch) : OfClasses(batch);

    /// <summary>Everything that labels or relation admit, whatever tuples are given.</summary>
    public static PairMasks OfClasses(LossBatch batch)
    {
        if (batch.Relation is { } relation)
            return OfRelation(relation, batch);
        var columns = batch.ReferenceLabels ?? batch.Labels!;
        var same = batch.Labels!.unsqueeze(1).eq(columns.unsqueeze(0));                       // [N, M]
        var different = same.logical_not();
        return batch.ReferenceEmbeddings is null
            ? new PairMasks(same.logical_and(Itself(same).logical_not()), different)
            : new PairMasks(same, different);
    }

    /// <summary>Rows of the positive pairs and their columns, int64, <c>[P]</c> each; given ones with their repeats.</summary>
    public (Tensor Rows, Tensor Columns) PositivePairs()
        => Pairs is null ? List(Positive) : (Pairs.PositiveAnchors, Pairs.Positives);

    /// <summary>As <see cref="PositivePairs"/>, of the negative pairs.</summary>
    public (Tensor Rows, Tensor Columns) NegativePairs()
        => Pairs is null ? List(Negative) : (Pairs.NegativeAnchors, Pairs.Negatives);

    /// <summary>All pairs as lists.</summary>
    public PairIndices ToIndices()
    {
        var (a1, p) = PositivePairs();
        var (a2, n) = NegativePairs();
        return new PairIndices(a1, p, a2, n, (Positive.shape[0], Positive.shape[1]));
    }

    /// <summary>How often each negative pair is given, as the numbers of a type, <c>[N, M]</c>; null where none is given twice.</summary>
    public Tensor? NegativeCounts(ScalarType type)
        => Pairs is null ? null : Counts(Pairs.NegativeAnchors, Pairs.Negatives, Negative.shape, type);

    private static PairMasks OfTuples(TupleIndices tuples, LossBatch batch)
    {
        var pairs = tuples.ToPairs();
        var reference = batch.ReferenceEmbeddings ?? batch.Embeddings;
        long[] shape = [batch.Embeddings.shape[0], reference.shape[0]];
        return new PairMasks(
            Counts(pairs.PositiveAnchors, pairs.Positives, shape, ScalarType.Float32).gt(0),
            Counts(pairs.NegativeAnchors, pairs.Negatives, shape, ScalarType.Float32).gt(0),
            pairs);
    }

    private static PairMasks OfRelation(ILabelRelation relation, LossBatch batch)
    {
        var rows = Numbers(batch.Samples!);
        var columns = batch.ReferenceSamples is { } samples ? Numbers(samples) : rows;
        var (positive, negative) = (new bool[rows.Length * columns.Length], new bool[rows.Length * columns.Length]);
        for (var i = 0; i < rows.Length; i++)
        {
            for (var j = 0; j < columns.Length; j++)
            {
                var pair = relation.Between((int)rows[i], (int)columns[j]);
                positive[i * columns.Length + j] = pair == PairRelation.Positive;
                negative[i * columns.Length + j] = pair is PairRelation.Negative or PairRelation.HardNegative;
            }
        }
        long[] shape = [rows.Length, columns.Length];
        var device = batch.Embeddings.device;
        return new PairMasks(tensor(positive, shape).to(device), tensor(negative, shape).to(device));
    }

    private static Tensor Counts(Tensor rows, Tensor columns, long[] shape, ScalarType type)
    {
        var cells = rows * shape[1] + columns;
        return zeros(shape[0] * shape[1], type, rows.device).index_add(0, cells, ones(cells.shape[0], type, rows.device), 1).reshape(shape);
    }

    private static (Tensor Rows, Tensor Columns) List(Tensor mask)
    {
        var cells = mask.nonzero();                                                           // [K, 2]
        return (cells.select(1, 0), cells.select(1, 1));
    }

    private static Tensor Itself(Tensor square) => eye(square.shape[0], dtype: ScalarType.Bool, device: square.device);

    private static ReadOnlySpan<long> Numbers(Tensor samples)
        => MemoryMarshal.Cast<byte, long>(samples.to(ScalarType.Int64, CPU).contiguous().bytes);
}
