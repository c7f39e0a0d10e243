using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Losses.Rows;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Mean over the triplets of <c>x·F(x)</c>, <c>x = d(a,p) − d(a,n)</c>, F the share of past triplets that are no harder: a margin that nobody has to choose.</summary>
/// <remarks>
/// F is the running sum of a histogram of x with linear sharing between edges, kept over the batches with momentum; the gradient also goes
/// through the share of this batch. Without labels and tuples, row i of the batch belongs to row i of the reference set, and
/// its negative is the nearest other row of either set. On Euclidean distances of L2-normalised rows; values outside the
/// histogram go to its ends. All triplets of a batch are priced without listing one: O(N) memory beyond a block of distances,
/// first derivatives only. The result is one number, which no reducer changes. Source: Zhang and Rusinkiewicz, "Learning local
/// descriptors with a CDF-based dynamic soft margin", ICCV 2019. Checkpoint key: <c>histogram</c>, <c>[bins]</c>, a buffer. Changes
/// with every batch it prices in training mode; not thread-safe.
/// </remarks>
public sealed class DynamicSoftMarginLoss : MetricLoss
{
    private readonly Tensor histogram;   // [bins], sums to 1, or 0 before the first batch
    private readonly double _width;

    /// <param name="smallest">Smallest x of the histogram, below 0; its edges lie <c>2·|smallest| / bins</c> apart. Finite.</param>
    /// <param name="bins">Number of edges, 2 to 2^20.</param>
    /// <param name="momentum">Weight of a new batch in the histogram, above 0, up to 1.</param>
    /// <param name="options">Regulariser and an <see cref="LpDistance"/> with p = 2 of normalised rows; no reducer is used.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number lies outside its range.</exception>
    /// <exception cref="ArgumentException">The options name another distance.</exception>
    public DynamicSoftMarginLoss(double smallest = -2, int bins = 10, double momentum = 0.01, MetricLossOptions? options = null)
        : base(nameof(DynamicSoftMarginLoss), options, Only(options, new LpDistance(), d => d is { P: 2, Normalize: true }), inputs: LossInputs.All | LossInputs.Paired)
    {
        this.smallest = -Check.FinitePositive(-smallest, nameof(smallest));
        this.bins = Check.Between(bins, 2, 1 << 20);
        this.momentum = Check.FinitePositive(momentum) <= 1
            ? momentum
            : throw new ArgumentOutOfRangeException(nameof(momentum), momentum, $"Expected a momentum above 0, up to 1, got {momentum}.");
        _width = 2 * Math.Abs(smallest) / bins;
        histogram = zeros(bins, ScalarType.Float64).DetachFromDisposeScope();
        RegisterComponents();
    }

    /// <summary>Smallest x of the histogram.</summary>
    public double smallest { get; }

    /// <summary>Number of edges.</summary>
    public int bins { get; }

    /// <summary>Weight of a new batch in the histogram.</summary>
    public double momentum { get; }

    /// <summary>Prices N pairs that belong together, without labels.</summary>
    /// <param name="first">Embeddings, <c>[N, D]</c>, floating point, finite.</param>
    /// <param name="second">Embeddings of the partners in the same order, <c>[N, D]</c>, same dtype and device.</param>
    /// <returns>A scalar. The caller owns it.</returns>
    /// <exception cref="ArgumentException">A shape, dtype or device differs from the above, or a number is not finite.</exception>
    public Tensor Paired(Tensor first, Tensor second)
    {
        Check.Embeddings(first);
        Check.Shape(second, first.shape);
        using var scope = NewDisposeScope();
        return Evaluate(new LossBatch(first) { ReferenceEmbeddings = second }).Loss.MoveToOuterDisposeScope();
    }

    internal override LossResult? Rows(LossBatch batch, long blockElements)
    {
        if (RowPairs.Of(batch, tuples: false) is not { } pairs)
            return null;
        Check.SameDevice(batch.Embeddings, histogram);
        var cells = new SoftMarginCells(smallest, _width, bins);
        SoftMarginPrices Price()
        {
            var prices = cells.Price(histogram.to(ScalarType.Float64, CPU), momentum);
            if (training)
                histogram.copy_(tensor(prices.Histogram));
            return prices;
        }
        var result = RowPass.Run(new SoftMarginRows(pairs, cells, Price), distance, RowReduction.Sum, batch.Embeddings, batch.ReferenceEmbeddings, blockElements);
        var counts = new RowTotals(1) { [0] = new RowValue(0, result.TupleCount, result.Loss != 0 ? result.TupleCount : 0) };
        return (result with { Totals = counts }).ToLoss(batch);
    }

    private protected override IReadOnlyList<LossPart> Parts(LossBatch batch)
    {
        var matrix = distance.Matrix(batch.Embeddings, batch.ReferenceEmbeddings);                    // [N, M]
        var (differences, anchors) = batch.Tuples is null && batch.ReadLists() is null ? OfPairs(batch, matrix) : OfTriplets(batch, matrix);
        if (anchors.shape[0] == 0)
            return [new LossPart((batch.Embeddings * 0).sum(), anchors)];
        Check.SameDevice(batch.Embeddings, histogram);
        var places = (differences - smallest) / _width;                                               // [T], in bins
        var lower = places.detach().floor().clamp(0, bins - 2);
        var upperShare = (places - lower).clamp(0, 1);
        var bin = lower.to(ScalarType.Int64);
        var updated = Updated(bin, upperShare);                                                       // [bins]
        // The edge at or below x: the last one only for what lies on it or beyond.
        var edge = bin + upperShare.detach().ge(1);
        return [new LossPart((updated.cumsum(0).index_select(0, edge) * differences).mean(), anchors)];
    }

    /// <summary>The histogram with this batch in it; kept in training mode.</summary>
    private Tensor Updated(Tensor bin, Tensor upperShare)
    {
        var before = histogram.to(upperShare.dtype);
        // The first batch fills the histogram by itself.
        var weight = where(before.sum().eq(0), ones_like(upperShare.detach().sum()), full_like(upperShare.detach().sum(), momentum));
        var sum = (before * (1 - weight))
            .scatter_add(0, bin, weight * (1 - upperShare))
            .scatter_add(0, bin + 1, weight * upperShare);
        var updated = sum / sum.sum();
        if (training)
        {
            using (no_grad())
                histogram.copy_(updated.detach());
        }
        return updated;
    }

    private (Tensor Differences, Tensor Anchors) OfTriplets(LossBatch batch, Tensor matrix)
    {
        var triplets = batch.Tuples?.ToTriplets() ?? AllTuples.Triplets(batch.ReadLists()!);
        return (Pick(matrix, triplets.Anchors, triplets.Positives) - Pick(matrix, triplets.Anchors, triplets.Negatives), triplets.Anchors);
    }

    private (Tensor Differences, Tensor Anchors) OfPairs(LossBatch batch, Tensor matrix)
    {
        Check.Shape(batch.ReferenceEmbeddings!, batch.Embeddings.shape, "referenceEmbeddings");
        var count = matrix.shape[0];
        if (count < 2)   // no negative
            return (matrix.reshape(-1).narrow(0, 0, 0), RowNumbers(batch).narrow(0, 0, 0));
        var others = matrix.masked_fill(eye(count, dtype: ScalarType.Bool, device: matrix.device), finfo(matrix.dtype).max);
        return (matrix.diagonal() - minimum(others.min(0).values, others.min(1).values), RowNumbers(batch));
    }
}
